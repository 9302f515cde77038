"""The network, explored piece by piece: ``/explore`` and what its page asks for.

The numbers of a network stand in an index beside the build (``saite.explore``), read in threads of
the server; what the records say of one organisation or tie is read from the graph, in a worker.
"""
