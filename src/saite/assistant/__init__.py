"""What an assistant (a language model) may ask of a graph, and how it is answered.

`tools` declares what can be asked and checks arguments, `answering` answers over anything that
answers SPARQL, `protocol` speaks the Model Context Protocol; it alone needs the package ``mcp``.
Answers are bounded, name the IRIs that they speak of, and say where it is written.
"""

from saite.assistant.answering import answer
from saite.assistant.knowledge import Knowledge
from saite.assistant.tools import LONGEST_QUERY, check_arguments, tool_of, tools

__all__ = ["LONGEST_QUERY", "Knowledge", "answer", "check_arguments", "tool_of", "tools"]
