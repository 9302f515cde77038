"""The functions of GREL over numbers.

What would be another number in each run (``math_randomNumber``) is left out: the same input makes
the same graph.

Source: the General Refine Expression Language, described as functions of FnO at
http://users.ugent.be/~bjdmeest/function/grel.ttl
"""

import math
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation, localcontext
from typing import Final

from saite.mapping.signature import GREL, Function, one_output

_LARGEST: Final = 10_000
"""Digits of a number, and factors of a factorial: more are a mistake, or an attack."""


def number(text: str) -> Decimal:
    """Read a number.

    :raises ValueError: if it is none, or not finite

    >>> number(" 1.50 "), number("1e3")
    (Decimal('1.50'), Decimal('1E+3'))
    """
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None
    if not value.is_finite() or abs(value.adjusted()) > _LARGEST:
        raise ValueError(f"{text!r} is not a number that can be reckoned with")
    return value


def whole(text: str) -> int:
    """Read a whole number.

    :raises ValueError: if it is none
    """
    value = number(text)
    if value != value.to_integral_value():
        raise ValueError(f"{text!r} is not a whole number")
    return int(value)


def written(value: Decimal | float) -> str:
    """Write a number without an exponent, and without zeros that say nothing.

    >>> written(Decimal("1.50")), written(Decimal("1E+3")), written(0.1)
    ('1.5', '1000', '0.1')
    """
    text = format(value if isinstance(value, Decimal) else Decimal(repr(value)), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _exactly(call: Callable[..., Decimal]) -> Callable[..., Decimal]:
    def exact(*given: Decimal) -> Decimal:
        with localcontext() as context:
            context.prec = 2 * _LARGEST
            return call(*given)

    return exact


def _rest(one: int, other: int) -> int:
    # The sign is that of the first, as in the language that GREL is written in.
    rest = abs(one) % abs(other)
    return rest if one >= 0 else -rest


def _next(value: Decimal, *, odd: bool) -> int:
    up = math.ceil(value)
    return up if up % 2 == odd else up + 1


def _factorial(value: int, step: int = 1) -> int:
    if value < 0 or step < 1 or value > _LARGEST:
        raise ValueError(f"{value} has no factorial here, expected 0 to {_LARGEST}")
    return math.prod(range(value, 0, -step))


def _combinations(one: int, other: int) -> int:
    if max(one, other) > _LARGEST:
        raise ValueError(f"{max(one, other)} is too large, expected {_LARGEST} at most")
    return math.comb(one, other)


def _power(base: Decimal, exponent: Decimal) -> float:
    return math.pow(base, exponent)


def _reckoned(call: Callable[..., Decimal | float], *given: Decimal | int) -> str:
    try:
        found = call(*given)
    except (ArithmeticError, ValueError) as error:
        shown = ", ".join(str(each) for each in given)
        reason = f": {error}" if type(error) is ValueError else ""
        raise ValueError(f"no number comes of {shown}{reason}") from None
    if isinstance(found, float) and not math.isfinite(found):
        raise ValueError(f"no number comes of {', '.join(str(each) for each in given)}")
    # Python itself writes no whole number of more than some thousand digits.
    return written(Decimal(found) if isinstance(found, int) else found)


def _functions() -> Iterator[Function]:
    def decimals(
        name: str, call: Callable[..., Decimal | float], parameters: str = "p_dec_n",
        output: str = "output_decimal",
    ) -> Function:  # fmt: skip
        datatype = "integer" if output == "output_number" else "decimal"
        return one_output(
            GREL, f"math_{name}", parameters, output,
            lambda *given: _reckoned(call, *map(number, given)), datatype=datatype,
        )  # fmt: skip

    def wholes(name: str, call: Callable[..., int], parameters: str) -> Function:
        return one_output(
            GREL, f"math_{name}", parameters, "output_number",
            lambda *given: _reckoned(call, *map(whole, given)), datatype="integer",
        )  # fmt: skip

    two, pair = "p_dec_n param_n2", "p_int_i p_int_i2"
    yield decimals("abs", _exactly(abs))
    yield decimals("floor", math.floor, output="output_number")
    yield decimals("ceil", math.ceil, output="output_number")
    # Half goes up: 2.5 is 3, -2.5 is -2.
    yield decimals("round", _exactly(lambda n: math.floor(n + Decimal("0.5"))),
                   output="output_number")  # fmt: skip
    yield decimals("min", min, two)
    yield decimals("max", max, two)
    yield decimals("quotient", _exactly(lambda n, m: math.floor(n / m)), two)
    yield decimals("pow", _power, "p_dec_n p_any_exp")
    yield decimals("even", lambda n: _next(n, odd=False))
    yield decimals("odd", lambda n: _next(n, odd=True))
    yield decimals("ln", math.log)
    yield decimals("log", math.log10)
    yield decimals("atan2", math.atan2, two)
    for name in (
        "exp", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "degrees",
        "radians",
    ):  # fmt: skip
        yield decimals(name, getattr(math, name))
    yield wholes("mod", _rest, pair)
    yield wholes("gcd", math.gcd, pair)
    yield wholes("lcm", math.lcm, pair)
    yield wholes("combin", _combinations, pair)
    yield wholes("fact", _factorial, "p_int_i")
    yield wholes("factn", _factorial, pair)
    yield one_output(GREL, "string_toNumber", "p_any_e", "output_number",
                     lambda value: written(number(value)), datatype="decimal")  # fmt: skip


NUMBER_FUNCTIONS: Final[dict[str, Function]] = {each.iri: each for each in _functions()}
"""IRI -> function."""
