"""Where the demo's clients are: cities with their weight, telephones and kinds of address."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from aduanas_tui.domain.territory import DEPARTMENTS, municipalities


def _listed(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.replace("\n", ";").split(";") if item.strip())


_NEIGHBOURHOODS = {
    "capital": _listed("""
        Col. Palmira;Col. Tepeyac;Col. Kennedy;Col. Miraflores;Col. Lomas del Guijarro
        Col. Alameda;Col. San Ignacio;Col. La Granja;Col. Loarque;Col. El Prado;Res. Las Hadas
        Col. Humuya;Col. Las Colinas;Col. Florencia Norte;Col. Payaquí;Col. 15 de Septiembre
        Col. Cerro Grande;Col. El Hogar;Col. Rubén Darío;Bo. La Ronda;Bo. Guanacaste
        Bo. El Bosque;Bo. La Bolsa;Res. Las Uvas;Res. El Molinón;Col. Matamoros
    """),
    "sula": _listed("""
        Bo. Los Andes;Bo. Guamilito;Bo. El Benque;Bo. Suncery;Bo. Medina;Bo. Río de Piedras
        Bo. Paz Barahona;Bo. Lempira;Bo. Las Acacias;Bo. Cabañas;Col. Trejo;Col. Moderna
        Col. Jardines del Valle;Col. Satélite;Col. Fesitranh;Col. Juan Lindo;Col. Altamira
        Col. Universidad;Col. Los Castaños;Col. La Pradera;Res. Los Cedros;Bo. Barandillas
    """),
    "town": _listed("""
        Bo. El Centro;Bo. Abajo;Bo. Arriba;Bo. La Cruz;Bo. San Antonio;Bo. Suyapa
        Bo. El Carmen;Bo. San Juan;Bo. La Libertad;Bo. Los Pinos;Bo. Las Flores;Col. 21 de Octubre
        Col. Los Maestros;Col. La Esperanza;Bo. El Calvario;Bo. Concepción;Aldea El Rosario
        Bo. Santa Ana;Col. Brisas del Río;Res. Villa Verde;Bo. La Merced;Bo. Mercedes
    """),
}
_BOULEVARDS = {
    "capital": (
        *("Bulevar Morazán", "Bulevar Suyapa", "Bulevar Centroamérica", "Bulevar Fuerzas Armadas"),
        *("Anillo Periférico", "ave. La Paz", "ave. República de Panamá", "Bulevar Juan Pablo II"),
    ),
    "sula": (
        *("Bulevar del Norte", "Bulevar del Sur", "ave. Circunvalación", "Bulevar del Este"),
        *("Segundo Anillo", "ave. Junior"),
    ),
    "town": ("calle principal", "ave. La República", "Bulevar Las Américas", "calle del comercio"),
}
_NEAR = (
    *("contiguo a la gasolinera", "frente al parque", "media cuadra al sur del parque"),
    *("atrás del mercado", "frente a la escuela", "una cuadra al norte del banco"),
    *("contiguo a la farmacia", "frente a la iglesia", "a la par de la ferretería"),
    *("esquina opuesta al centro comercial", "frente a la terminal de buses"),
)
_PARKS = (
    *("ZIP Búfalo Norte", "ZIP Choloma Vieja", "Parque Industrial El Ceibo", "ZIP Puerto Alto"),
    *("Parque Industrial Valle Nuevo", "Complejo de Bodegas El Trébol", "Ofibodegas La Cañada"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A city of the demo, or the rest of a department when ``city`` is blank."""

    city: str
    department: str
    weight: float
    codes: tuple[str, ...]
    """Municipality codes with which RTNs issued here begin."""
    fixed: tuple[str, ...]
    """First four digits of its fixed telephones; blocks in use by the numbering plan."""
    style: str = "town"


_CITIES = (
    Place("Tegucigalpa", "Francisco Morazán", 27, ("0801",), ("2220", "2232", "2235"), "capital"),
    Place("Comayagüela", "Francisco Morazán", 6, ("0801",), ("2225", "2237", "2233"), "capital"),
    Place("San Pedro Sula", "Cortés", 26, ("0501",), ("2550", "2553", "2557", "2566"), "sula"),
    Place("Choloma", "Cortés", 4.5, ("0502",), ("2669", "2617")),
    Place("Puerto Cortés", "Cortés", 4.5, ("0506",), ("2665",)),
    Place("Villanueva", "Cortés", 2.5, ("0511",), ("2670",)),
    Place("La Lima", "Cortés", 1.5, ("0512",), ("2668",)),
    Place("El Progreso", "Yoro", 3, ("1804",), ("2647", "2648")),
    Place("Olanchito", "Yoro", 0.5, ("1807",), ("2446",)),
    Place("La Ceiba", "Atlántida", 3.5, ("0101",), ("2440", "2443")),
    Place("Tela", "Atlántida", 0.8, ("0107",), ("2448",)),
    Place("Tocoa", "Colón", 1, ("0209",), ("2444",)),
    Place("Comayagua", "Comayagua", 2, ("0301",), ("2772",)),
    Place("Siguatepeque", "Comayagua", 1.3, ("0318",), ("2773",)),
    Place("Santa Rosa de Copán", "Copán", 1.2, ("0401",), ("2662",)),
    Place("Choluteca", "Choluteca", 2.2, ("0601",), ("2780",)),
    Place("Danlí", "El Paraíso", 1.4, ("0703",), ("2766", "2768")),
    Place("La Esperanza", "Intibucá", 0.4, ("1001",), ("2783",)),
    Place("Roatán", "Islas de la Bahía", 0.9, ("1101",), ("2445",)),
    Place("La Paz", "La Paz", 0.3, ("1201",), ("2774",)),
    Place("Gracias", "Lempira", 0.4, ("1301",), ("2656",)),
    Place("Ocotepeque", "Ocotepeque", 0.4, ("1401",), ("2653",)),
    Place("Juticalpa", "Olancho", 1, ("1501",), ("2885", "2899")),
    Place("Catacamas", "Olancho", 0.7, ("1503",), ("2899",)),
    Place("Santa Bárbara", "Santa Bárbara", 0.5, ("1601",), ("2643",)),
    Place("San Lorenzo", "Valle", 0.8, ("1709",), ("2784",)),
    Place("Nacaome", "Valle", 0.4, ("1701",), ("2791",)),
    Place("Puerto Lempira", "Gracias a Dios", 0.15, ("0901",), ("2433",)),
)
_REST_WEIGHT = 0.25
"""Weight of all other municipalities of a department together."""


def _all_places() -> tuple[Place, ...]:
    rest = []
    for department in DEPARTMENTS:
        known = [place for place in _CITIES if place.department == department.name]
        count = len(municipalities(department.name))
        codes = tuple(f"{department.code}{number:02}" for number in range(1, count + 1))
        fixed = known[-1].fixed if known else ("2889",)
        rest.append(Place("", department.name, _REST_WEIGHT, codes, fixed))
    return (*_CITIES, *rest)


PLACES = _all_places()
_STEPS = list(accumulate(place.weight for place in PLACES))


def pick_place(rng: Random) -> int:
    """Return the position in ``PLACES`` of where a client is; big cities come more often."""
    return bisect(_STEPS, rng.random() * _STEPS[-1])


def city_of(rng: Random, place: Place) -> str:
    """Return the city of a client in ``place``."""
    return place.city or rng.choice(municipalities(place.department))


def address_in(rng: Random, place: Place) -> str:
    """Return an address as they are written there: by neighbourhoods and landmarks."""
    kind = rng.random()
    barrio = rng.choice(_NEIGHBOURHOODS[place.style])
    if kind < 0.12:
        return f"{rng.choice(_PARKS)}, nave {rng.randint(1, 24)}"
    if kind < 0.2:
        town = rng.choice([one.city for one in _CITIES if one.city != place.city])
        return f"Km {rng.randint(2, 38)} carretera a {town}, {rng.choice(_NEAR)}"
    if kind < 0.35:
        building = f"edificio {rng.choice('ABCD')}, {rng.randint(1, 6)}.ª planta"
        return f"{rng.choice(_BOULEVARDS[place.style])}, {building}, local {rng.randint(1, 40)}"
    if place.style == "sula" and kind < 0.8:
        street, avenue = rng.randint(1, 29), rng.randint(1, 26)
        quarter = rng.choice(("N.O.", "S.O.", "N.E.", "S.E."))
        return f"{barrio}, {street} calle, {avenue} y {avenue + 1} ave. {quarter}"
    if barrio.startswith(("Res.", "Col.")) and kind < 0.8:
        return f"{barrio}, bloque {rng.choice('ABCDEFGHJK')}, casa {rng.randint(1, 60)}"
    return f"{barrio}, {rng.choice(_BOULEVARDS[place.style])}, {rng.choice(_NEAR)}"
