"""What the demo's operations are made of: routes, regimes, fees, and reasons of annulment."""

from __future__ import annotations

from random import Random

from aduanas_tui.domain.states import Channel, OperationType
from aduanas_tui.services.demo_places import PLACES

_SEA, _AIR, _LAND = "BL", "AWB", "CP"
"""Kinds of transport document: bill of lading, air waybill, road consignment note."""

_NORTH_ROUTES = (
    *(("Puerto Cortés", _SEA),) * 9,
    *(("La Mesa", _LAND),) * 2,
    ("Guardatura La Mesa (Ramón Villeda Morales)", _AIR),
    *(("Corinto", _LAND),) * 2,
    ("El Florido", _LAND),
    ("Agua Caliente", _LAND),
)
_SOUTH_ROUTES = (
    *(("Puerto Cortés", _SEA),) * 5,
    *(("Puerto Henecán (San Lorenzo)", _SEA),) * 3,
    *(("El Amatillo", _LAND),) * 3,
    *(("Guasaule", _LAND),) * 2,
    *(("Toncontín", _LAND),) * 2,
    ("Guardatura Toncontín", _AIR),
    ("Guardatura Palmerola", _AIR),
    ("Las Manos", _LAND),
)
_COAST_ROUTES = (
    *(("Puerto Cortés", _SEA),) * 5,
    *(("La Ceiba", _SEA),) * 2,
    ("Puerto Castilla", _SEA),
    ("Guardatura Golosón (La Ceiba)", _AIR),
)
_ISLAND_ROUTES = (
    *(("Roatán", _SEA),) * 4,
    ("Guardatura Roatán (Juan Manuel Gálvez)", _AIR),
    ("Puerto Cortés", _SEA),
)
_ROUTES = {
    "Cortés": _NORTH_ROUTES,
    "Yoro": _NORTH_ROUTES,
    "Copán": _NORTH_ROUTES,
    "Santa Bárbara": _NORTH_ROUTES,
    "Lempira": _NORTH_ROUTES,
    "Ocotepeque": _NORTH_ROUTES,
    "Atlántida": _COAST_ROUTES,
    "Colón": _COAST_ROUTES,
    "Gracias a Dios": _COAST_ROUTES,
    "Islas de la Bahía": _ISLAND_ROUTES,
}

_IMPORT_REGIMES = (*("4000",) * 14, *("4600",) * 3, "5100", "4070", "4300")
_EXPORT_REGIMES = (*("1000",) * 12, "3051", "2000")
_FROM_NEIGHBOURS = "4600"
"""Goods of Central America; they come by road."""

_PACKED = (
    *("contenedor de 40 pies con {}", "contenedor de 20 pies con {}", "carga consolidada: {}"),
    *("{}", "furgón con {}", "embarque parcial de {}", "{}, varias partidas"),
)
_SERVICES = ("Gestión aduanera", "Gestión aduanera y transporte", "Trámite y permisos")

ANNULMENT_REASONS = (
    "Error en el RTN del comprador",
    "Monto equivocado",
    "Se facturó dos veces el mismo expediente",
    "El cliente pidió facturar a otra razón social",
)
PAYMENT_REASONS = ("Cheque devuelto por falta de fondos", "Aplicado a otra factura por error")

_FILE_REASONS = (
    "El cliente desistió del embarque",
    "Se abrió dos veces el mismo embarque",
    "La carga pasó a otro agente aduanero",
)


def file_reason(file_id: int) -> str:
    """Return why a customs file was annulled."""
    return _FILE_REASONS[file_id % len(_FILE_REASONS)]


def route(rng: Random, place: int) -> tuple[str, str]:
    """Return a customs office that clients of a place use, and its kind of transport document."""
    return rng.choice(_ROUTES.get(PLACES[place].department, _SOUTH_ROUTES))


def regime_of(rng: Random, operation: OperationType, transport: str) -> str:
    """Return the code of a regime of that direction."""
    if operation is OperationType.EXPORT:
        return rng.choice(_EXPORT_REGIMES)
    regime = rng.choice(_IMPORT_REGIMES)
    return "4000" if regime == _FROM_NEIGHBOURS and transport != _LAND else regime


def channel_of(rng: Random) -> Channel:
    """Return a result of the selectivity."""
    chance = rng.random()
    return Channel.GREEN if chance < 0.7 else Channel.YELLOW if chance < 0.88 else Channel.RED


def transport_document(rng: Random, transport: str) -> str:
    """Return the number of an invented transport document."""
    return f"{transport}-{rng.randint(10_000_000, 99_999_999)}"


def goods_text(rng: Random, goods: tuple[str, ...]) -> str:
    """Return what a customs file is about."""
    text = rng.choice(_PACKED).format(rng.choice(goods))
    return text[0].upper() + text[1:]


def quote_text(rng: Random, goods: tuple[str, ...]) -> str:
    """Return what a quote is for."""
    return f"{rng.choice(_SERVICES)}: {rng.choice(goods)}"


def fee(rng: Random, currency: str) -> int:
    """Return the office's fee before taxes, in cents: most are small, some large."""
    chance = rng.random()
    amount = 2_400 + 26_000 * chance * chance * chance + 2_000 * rng.random()
    if currency == "USD":
        amount /= 25
    return int(amount / 5) * 500
