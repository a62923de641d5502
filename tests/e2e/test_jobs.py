"""The jobs of an operator, from the keys to the row that the command line reads back."""

from __future__ import annotations

from pathlib import Path

from tests import factories
from tests.e2e.office import CLIENTS
from tests.e2e.opened import (
    CTRL_U,
    DOWN,
    ENTER,
    ESC,
    F2,
    FORM,
    LIST,
    RECORD,
    TAB,
    Opened,
    found,
)

NEW = {
    "nombre": "Textiles Ñandú de Occidente, S. de R.L.",
    "rtn": factories.rtn(901),
    "tipo": "juridica",
    "direccion": "Bo. Santa Teresa, 2 ave. N.O.",
    "ciudad": "Santa Rosa de Copán",
    "departamento": "Copán",
    "telefono": "+50426620901",
    "telefono_secundario": "",
    "email": "ventas@nandu.example",
    "email_facturacion": "cobros@nandu.example",
    "sitio_web": "https://nandu.example",
    "notas": "Llama por la mañana\ny los viernes",
}
TYPED = TAB.join(
    [
        NEW["nombre"],
        NEW["rtn"],
        "",  # the kind is proposed from the RTN
        NEW["direccion"],
        NEW["ciudad"],
        "",  # the department is proposed from the city
        "2662-0901",
        "",
        NEW["email"],
        NEW["email_facturacion"],
        "nandu.example",
        NEW["notas"].replace("\n", ENTER),
    ]
)


def fields(client: dict[str, object]) -> dict[str, object]:
    return {column: client[column] for column in NEW}


def test_search_open_edit_save_leave(base: Path) -> None:
    with Opened(base) as program:
        program.wait_for("Comercial Prueba 1 ")
        program.write("prueba 17")
        program.wait_for("1 encontrado")
        program.write(ENTER + ENTER)
        program.wait_for(RECORD)
        program.wait_for("Comercial Prueba 17")
        program.write("e")
        program.wait_for(FORM)
        program.write(f"{CTRL_U}Café Celaque, S.A.{F2}")
        program.wait_for("Cliente guardado.")
        program.wait_for("Clientes › Café Celaque, S.A.")
        program.write(ESC)
        program.wait_for("0 encontrados")
        program.leave()
    (client,) = found(base, "celaque")
    assert client["nombre"] == "Café Celaque, S.A."
    assert client["rtn"] == factories.rtn(17)
    assert found(base, "prueba 17") == []


def test_everything_of_an_edit_in_one_write(base: Path) -> None:
    with Opened(base) as program:
        program.wait_for(LIST)
        program.write(f"prueba 17{ENTER}{ENTER}e{TAB * 3}{CTRL_U}Aldea El Sauce{F2}")
        program.wait_for("Cliente guardado.")
        program.leave()
    (client,) = found(base, "prueba 17")
    assert client["direccion"] == "Aldea El Sauce"


def test_a_new_client_typed_in_one_write(base: Path) -> None:
    with Opened(base) as program:
        program.wait_for(LIST)
        program.write(f"{DOWN}n{TYPED}{F2}s")
        program.wait_for(f"Clientes › {NEW['nombre']}")
        program.leave()
    (client,) = found(base, NEW["rtn"])
    assert fields(client) == NEW
    assert client["activo"] is True


def test_a_new_client_typed_before_the_first_paint(base: Path) -> None:
    with Opened(base) as program:
        program.write(f"{DOWN}n{TYPED}{F2}s")
        program.wait_for(f"Clientes › {NEW['nombre']}")
        program.leave()
    (client,) = found(base, "ñandu")
    assert fields(client) == NEW


def test_what_was_searched_in_vain_is_the_new_name(base: Path) -> None:
    with Opened(base) as program:
        program.write(f"Importadora Guacamaya{ENTER}n{TAB}{factories.rtn(902)}{TAB * 2}Calle 1")
        program.wait_for("Calle 1")
        program.wait_for("Importadora Guacamaya")
        program.write(F2)
        program.wait_for("No se guardó.")
        program.write(f"Tela{TAB * 2}99001122{TAB * 2}a@b.example{F2}s")
        program.wait_for("Clientes › Importadora Guacamaya")
        program.leave()
    (client,) = found(base, "guacamaya")
    assert (client["ciudad"], client["departamento"]) == ("Tela", "Atlántida")


def test_a_contact_is_added_and_found_by(base: Path) -> None:
    with Opened(base) as program:
        program.write(f"prueba 17{ENTER}{ENTER}2")
        program.wait_for("Todavía no hay contactos")
        program.write("n")
        program.wait_for("Nuevo contacto")
        program.write(f"Nahún Suazo{TAB}Gerente{TAB}9811-2233{TAB}nahun@celaque.example{F2}")
        program.wait_for("Contacto guardado.")
        program.wait_for("Contactos (1)")
        program.write(f"nKarla Interiano{TAB * 2}98112244{F2}")
        program.wait_for("Contactos (2)")
        program.write(f"{DOWN}p")
        program.wait_for("Contacto principal: Karla Interiano")
        program.leave()
    (client,) = found(base, "nahun")
    assert client["nombre"] == "Comercial Prueba 17"
    assert [(one["nombre"], one["principal"]) for one in client["contactos"]] == [
        ("Karla Interiano", True),
        ("Nahún Suazo", False),
    ]


def test_a_contact_is_removed(base: Path) -> None:
    with Opened(base) as program:
        program.write(f"persona 1{ENTER}{ENTER}2")
        program.wait_for("Contactos (2)")
        program.write("ds")
        program.wait_for("Ahora el principal es Persona Inventada 2.")
        program.leave()
    (client,) = found(base, "prueba 2 inventada")
    assert [one["nombre"] for one in client["contactos"]] == ["Persona Inventada 2"]


def test_deactivate_and_reactivate(base: Path) -> None:
    with Opened(base) as program:
        program.write(f"prueba 17{ENTER}{ENTER}a")
        program.wait_for("Desactivar cliente")
        program.write(ENTER.join(["", DOWN, ""]))
        program.wait_for(FORM)
        program.write(ESC + "a" + DOWN + ENTER)
        program.wait_for("¿Desactivar cliente?")
        program.write("s")
        program.wait_for("○ Inactivo")
        program.write(ESC)
        program.wait_for("0 encontrados")
        assert found(base, "prueba 17") == []
        (client,) = found(base, "prueba 17", "--inactivos")
        assert client["activo"] is False
        program.write("v")
        program.wait_for("Comercial Prueba 17 (inactivo)")
        program.write(f"{ENTER}a{DOWN * 2}{ENTER}")
        program.wait_for("● Activo")
        program.leave()
    assert len(found(base, "prueba 17")) == 1


def test_delete_one_created_by_mistake(base: Path) -> None:
    with Opened(base) as program:
        program.write(f"prueba 17{ENTER}{ENTER}a{DOWN * 3}{ENTER}")
        program.wait_for("¿Eliminar este cliente?")
        program.write(ENTER)  # the default answer keeps it
        program.wait_gone("¿Eliminar este cliente?")
        assert len(found(base, "prueba 17")) == 1
        program.write(f"a{DOWN * 3}{ENTER}s")
        program.wait_for("Cliente eliminado: Comercial Prueba 17")
        program.wait_for("0 encontrados")
        program.leave()
    assert found(base, "prueba 17", "--inactivos") == []
    assert len(found(base, "prueba")) == CLIENTS - 1
