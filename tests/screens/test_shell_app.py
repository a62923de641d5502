"""Keys of every screen, leaving, messages, looks."""

from __future__ import annotations

import re

import pytest
from textual.drivers.headless_driver import HeadlessDriver

from aduanas_tui.app import AduanasApp
from aduanas_tui.screens.base import AduanasScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.terminal.capabilities import terminal_from
from aduanas_tui.widgets.keyline import KeyLine
from aduanas_tui.widgets.texts import Plain, TextField
from tests.demo_app import Form, Home, demo_app
from tests.helpers import press, screen_text, settle, type_ahead

ENGLISH = re.compile(r"\b(quit|press|palette|select|search|close|help|focus|theme|the)\b", re.I)


async def test_a_notice_has_its_whole_line() -> None:
    app = demo_app()
    async with app.run_test(notifications=True) as pilot:
        await settle(pilot)
        app.screen.query_one("#content").mount(Plain("\n".join(["x" * 80] * 30)))
        await type_ahead(pilot, "x")
        lines = screen_text(app).split("\n")
        assert "xxx" in lines[-3]
        assert lines[-2].strip() == "▲ No hay nada que exportar."


async def test_a_notice_that_is_over_leaves_no_line() -> None:
    app = demo_app()
    async with app.run_test(notifications=True) as pilot:
        await settle(pilot)
        app.screen.query_one("#content").mount(Plain("\n".join(["x" * 80] * 30)))
        await type_ahead(pilot, "xxx")  # each takes the one before away
        lines = screen_text(app).split("\n")
        assert "xxx" in lines[-3]
        assert lines[-2].strip() == "▲ No hay nada que exportar."
        assert len(app.screen.query("ToastHolder")) == 1
        app.clear_notifications()
        await settle(pilot)
        assert "xxx" in screen_text(app).split("\n")[-2]
        assert not app.screen.query("ToastHolder")


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (120, 40), (200, 50)])
async def test_title_and_keys(size: tuple[int, int]) -> None:
    app = demo_app()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        lines = screen_text(app).split("\n")
        assert lines[0].startswith(" Clientes  ") and lines[0].endswith("op1  + Nuevo Cliente")
        assert lines[-1].startswith("n Nuevo  b Borrar") and lines[-1].endswith("F1 Ayuda")
        assert not ENGLISH.search("\n".join(lines))


async def test_letters_are_commands_only_outside_text_fields() -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        await type_ahead(pilot, "/nbmq?x")
        assert app.screen.query_one(TextField).value == "nbmq?x"
        keys = {key.command.id: key.enabled for key in app.screen.key_line()}
        assert keys["new"] is False and keys["help"] is True
        await type_ahead(pilot, "⇥")
        keys = {key.command.id: key.enabled for key in app.screen.key_line()}
        assert keys["new"] is True and keys["export"] is False


async def test_f_keys_act_in_text_fields_and_text_areas() -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        await type_ahead(pilot, "/")
        await press(pilot, "f5")
        assert app.screen.reloads == 1
        await type_ahead(pilot, "⇥n⏎⏎⏎⏎notas②")
        assert app.screen.results == [["", "", "", "", "notas"]]


async def test_a_command_that_is_not_allowed_says_why() -> None:
    app = demo_app()
    async with app.run_test(notifications=True) as pilot:
        await type_ahead(pilot, "x")
        assert "▲ No hay nada que exportar." in screen_text(app)


async def test_messages_are_plain_text_above_the_key_line() -> None:
    app = demo_app()
    async with app.run_test(notifications=True) as pilot:
        app.notify("[red]Guardado[/foo] " + "x" * 100, severity="error")
        await settle(pilot)
        lines = screen_text(app).split("\n")
        assert any("✗ [red]Guardado[/foo]" in line for line in lines)
        assert lines[-1].endswith("F1 Ayuda")


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (120, 40)])
async def test_a_long_message_is_never_cut(size: tuple[int, int]) -> None:
    words = [f"palabra{number}" for number in range(20)]
    app = demo_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        app.notify(" ".join(words), severity="error")
        await settle(pilot)
        await pilot.resize_terminal(*size)
        await settle(pilot)
        assert re.findall(r"palabra\d+", screen_text(app)) == words


async def test_a_message_told_again_and_again_is_there_once() -> None:
    app = demo_app()
    async with app.run_test(notifications=True) as pilot:
        await type_ahead(pilot, "xx")
        app.notify("Otra cosa.")
        await type_ahead(pilot, "xxx")
        assert screen_text(app).count("No hay nada que exportar.") == 1
        assert "Otra cosa." in screen_text(app)


async def test_escape_asks_when_something_would_be_lost() -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        await type_ahead(pilot, "n⎋nabc⎋")
        assert isinstance(app.screen, ConfirmScreen)
        assert "Hay cambios sin guardar." in screen_text(app)
        await type_ahead(pilot, "⎋d")
        assert isinstance(app.screen, Form) and app.screen.values()[0] == "abcd"
        await type_ahead(pilot, "⎋s")
        assert isinstance(app.screen, Home)


@pytest.mark.parametrize("key", ["f10", "q"])
async def test_leaving_without_anything_to_lose(key: str) -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, key)
        await settle(pilot)
        assert app._exit


async def test_leaving_asks_when_something_would_be_lost() -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        await type_ahead(pilot, "nabc")
        await press(pilot, "f10")
        assert isinstance(app.screen, ConfirmScreen)
        await press(pilot, "f10", "ctrl+q")
        assert len(app.screen_stack) == 3
        await type_ahead(pilot, "⏎")
        assert isinstance(app.screen, Form) and not app._exit
        await press(pilot, "f10", "s")
        await settle(pilot)
        assert app._exit


async def test_ctrl_q_and_ctrl_c_never_end_it_at_once() -> None:
    app = demo_app()
    async with app.run_test(notifications=True) as pilot:
        await press(pilot, "ctrl+c")
        assert "Para salir del programa: F10, o q en la lista." in screen_text(app)
        await press(pilot, "ctrl+q")
        assert isinstance(app.screen, ConfirmScreen) and not app._exit
        await press(pilot, "enter")
        await type_ahead(pilot, "/abc")
        await press(pilot, "ctrl+c")
        assert isinstance(app.screen, Home) and not app._exit


async def test_clicks() -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.click(KeyLine, (2, 0))
        await settle(pilot)
        assert isinstance(app.screen, Form)
        await press(pilot, "escape")
        await pilot.click("TitleLine", (76, 0))
        await settle(pilot)
        assert isinstance(app.screen, Form)


async def test_another_window_in_front_changes_nothing() -> None:
    from textual import events

    app = demo_app()
    async with app.run_test() as pilot:
        await type_ahead(pilot, "/")
        app.post_message(events.AppBlur())
        await type_ahead(pilot, "abc")
        app.post_message(events.AppFocus())
        await type_ahead(pilot, "d")
        assert app.screen.query_one(TextField).value == "abcd"


async def test_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMUX", "STY", "TERM"):
        monkeypatch.delenv(name, raising=False)
    written: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "write", lambda self, data: written.append(data))
    app = demo_app()
    async with app.run_test() as pilot:
        await settle(pilot)
        written.clear()
        assert app.copy("0801-9099-354423")
        assert written == ["\x1b]52;c;MDgwMS05MDk5LTM1NDQyMw==\x07"]
        assert not app.copy("x" * 100_000)
        await type_ahead(pilot, "/abc")
        app.screen.query_one(TextField).select_all()
        await press(pilot, "ctrl+c")
        assert written[-1] == "\x1b]52;c;YWJj\x07"


async def test_a_terminal_without_a_clipboard_is_not_written_to() -> None:
    app = demo_app(terminal_from({"TERM": "linux", "LANG": "C.UTF-8"}))
    async with app.run_test() as pilot:
        written: list[str] = []
        assert app._driver is not None
        app._driver.write = written.append  # type: ignore[method-assign]
        assert app.copy("0801-9099-354423")
        assert not any("\x1b]" in one for one in written)
        await type_ahead(pilot, "/")
        await press(pilot, "ctrl+v")
        assert app.screen.query_one(TextField).value == "0801-9099-354423"


async def test_no_color_keeps_the_marks() -> None:
    app = demo_app(terminal_from({"TERM": "xterm", "LANG": "C.UTF-8", "NO_COLOR": "1"}))
    async with app.run_test() as pilot:
        await type_ahead(pilot, "b")
        update = app.screen._compositor.render_update(full=True, screen_stack=[app.screen])
        codes = update.render_segments(app.console)
        assert re.findall(r"\x1b\[([0-9;]*)m", codes)
        colours = {
            code
            for codes in re.findall(r"\x1b\[([0-9;]*)m", codes)
            for code in codes.split(";")
            if code[:1] in "349" and len(code) == 2 and code not in ("39", "49")
        }
        assert not colours
        assert "\x1b[7" in codes and "▌" in codes


async def test_only_sixteen_colours_and_the_default_background() -> None:
    app = demo_app()
    async with app.run_test() as pilot:
        for keys in ("", "b", "⎋a", "⎋n"):
            await type_ahead(pilot, keys)
            update = app.screen._compositor.render_update(full=True, screen_stack=[app.screen])
            codes = update.render_segments(app.console)
            assert not re.search(r"[34]8;[25];", codes)
            assert not re.search(r"\x1b\[(?:[0-9;]*;)?4[0-7][;m]", codes)


async def test_a_first_screen_with_css_of_its_own() -> None:
    class Styled(AduanasScreen[None]):
        CSS = "Styled #content { padding: 3; }"

    app = AduanasApp("op1", Styled)
    async with app.run_test() as pilot:
        await settle(pilot)
        assert app.screen.query_one("#content").styles.padding.top == 3
        assert len(app.screen_stack) == 1
