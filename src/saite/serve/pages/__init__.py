"""Pages of the graph that is served, for people: HTML that shows where everything is written.

`tasks` makes them in a worker, `handlers` answers their addresses in the server.
"""

from saite.serve.pages.tasks import write_page

__all__ = ["write_page"]
