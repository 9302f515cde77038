"""Mappings run on Apache Spark: a session, the sources that Spark reads itself, the engine.

``session`` starts Spark; ``sources`` gives relations to it; ``tables`` reads CSV there and
``parquet`` Parquet; ``engine`` runs a plan and writes part files. The one folder that knows
PySpark, which is an extra: it is imported where Spark is asked for, and nowhere else.
"""
