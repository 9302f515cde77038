"""From records to triples: RML, read, checked whole, planned, and run as SQL.

``parser`` reads a mapping into ``model``; ``check`` holds it against the columns of its sources;
``planner`` makes a relational ``plan`` that knows no SQL; ``emit_duckdb`` writes the plan as SQL;
``materialize`` runs it and writes N-Quads.
"""
