"""Commands by scope and language, profile texts, menu buttons: as bots set, pages see them."""

from typing import Any

import pytest

from tests.webchat.rig import GROUP, MENTOR, STUDENT, Rig


def command(name: str) -> list[dict[str, str]]:
    return [{"command": name, "description": f"做 {name}"}]


async def shown(rig: Rig, person_id: int) -> list[str]:
    return [one["command"] for one in (await rig.hub.commands(person_id))["commands"]]


async def test_narrowest_scope_in_the_own_language_is_shown(rig: Rig) -> None:
    assert await shown(rig, STUDENT) == []
    steps: list[tuple[str, dict[str, Any]]] = [
        ("default", {}),
        ("default_zh", {"language_code": "zh"}),
        ("private", {"scope": {"type": "all_private_chats"}}),
        ("private_zh", {"scope": {"type": "all_private_chats"}, "language_code": "zh"}),
        ("own", {"scope": {"type": "chat", "chat_id": STUDENT}}),
    ]
    for name, where in steps:
        await rig.ok("setMyCommands", commands=command(name), **where)
        assert await shown(rig, STUDENT) == [name]
    assert await shown(rig, MENTOR) == ["private_zh"]
    await rig.ok("setMyCommands", commands=command("en"), language_code="en")
    await rig.ok("setMyCommands", commands=command("groups"), scope={"type": "all_group_chats"})
    assert await shown(rig, MENTOR) == ["private_zh"]
    for name, where in reversed(steps):
        assert await rig.ok("getMyCommands", **where) == command(name)
        assert await shown(rig, STUDENT) == [name]
        assert await rig.ok("deleteMyCommands", **where) is True
        assert await rig.ok("getMyCommands", **where) == []
    assert await shown(rig, STUDENT) == []


async def test_scopes_do_not_answer_for_one_another(rig: Rig) -> None:
    member = {"type": "chat_member", "chat_id": GROUP, "user_id": STUDENT}
    await rig.ok("setMyCommands", commands=command("a"), scope=member)
    assert await rig.ok("getMyCommands", scope=member) == command("a")
    for other in (
        {**member, "user_id": MENTOR},
        {"type": "chat", "chat_id": GROUP},
        {"type": "chat_administrators", "chat_id": GROUP},
        {"type": "all_chat_administrators"},
        {"type": "default"},
    ):
        assert await rig.ok("getMyCommands", scope=other) == []
    assert await rig.ok("getMyCommands", scope=member, language_code="zh") == []


async def test_commands_outlive_a_restart(rig: Rig) -> None:
    await rig.ok("setMyCommands", commands=command("ask"))
    await rig.restart()
    assert await rig.ok("getMyCommands") == command("ask")


async def test_page_is_told_when_commands_change_and_only_then(rig: Rig) -> None:
    async with rig.hub.subscribe(STUDENT) as live:
        news = aiter(live)
        await rig.ok("setMyCommands", commands=command("ask"))
        told = await anext(news)
        assert (told["kind"], told["payload"]) == (
            "commands",
            {"commands": command("ask"), "menu": {"type": "commands"}},
        )
        await rig.ok("setMyCommands", commands=command("ask"))
        await rig.ok("setMyCommands", commands=command("help"))
        again = await anext(news)
        assert again["payload"]["commands"] == command("help")
        assert again["seq"] == told["seq"] + 1
    async with rig.hub.subscribe(STUDENT, after=0) as live:
        assert (await anext(aiter(live)))["payload"]["commands"] == command("help")


@pytest.mark.parametrize(
    ("parameters", "wording"),
    [
        ({}, "commands must be non-empty"),
        ({"commands": command("Ask")}, "BOT_COMMAND_INVALID"),
        ({"commands": command("问")}, "BOT_COMMAND_INVALID"),
        ({"commands": command("a" * 33)}, "BOT_COMMAND_INVALID"),
        (
            {"commands": [{"command": "a", "description": "中" * 257}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        ({"commands": [{"command": "a"}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": command("a") * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": ["a"]}, "can't parse BotCommand: expected an Object"),
        ({"commands": command("a"), "language_code": "zh-hans"}, "LANGUAGE_CODE_INVALID"),
        (
            {"commands": command("a"), "scope": {"type": "x"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        ({"commands": command("a"), "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
    ],
)
async def test_wrong_commands_are_refused(
    rig: Rig, parameters: dict[str, Any], wording: str
) -> None:
    assert (await rig.call("setMyCommands", **parameters)).refusal == f"Bad Request: {wording}"
    assert await rig.ok("setMyCommands", commands=command("a" * 32)) is True


@pytest.mark.parametrize(
    ("field", "method", "limit"),
    [("description", "Description", 512), ("short_description", "ShortDescription", 120)],
)
async def test_profile_text_is_kept_by_language(
    rig: Rig, field: str, method: str, limit: int
) -> None:
    assert await rig.ok(f"getMy{method}") == {field: ""}
    await rig.ok(f"setMy{method}", **{field: "问策"})
    await rig.ok(f"setMy{method}", **{field: "Ask", "language_code": "en"})
    assert await rig.ok(f"getMy{method}") == {field: "问策"}
    assert await rig.ok(f"getMy{method}", language_code="en") == {field: "Ask"}
    assert await rig.ok(f"getMy{method}", language_code="de") == {field: "问策"}
    assert (await rig.call(f"setMy{method}", **{field: "中" * (limit + 1)})).status == 400
    await rig.ok(f"setMy{method}")
    assert await rig.ok(f"getMy{method}") == {field: ""}


async def test_menu_button_of_a_chat_and_of_all(rig: Rig) -> None:
    site = {"type": "web_app", "text": "打开", "web_app": {"url": "https://e.edu.cn/"}}
    assert await rig.ok("getChatMenuButton") == {"type": "commands"}
    await rig.ok("setChatMenuButton", chat_id=STUDENT, menu_button=site)
    assert await rig.ok("getChatMenuButton", chat_id=STUDENT) == site
    assert (await rig.hub.commands(STUDENT))["menu"] == site
    assert (await rig.hub.commands(MENTOR))["menu"] == {"type": "commands"}
    await rig.ok("setChatMenuButton", menu_button=site)
    assert (await rig.hub.commands(MENTOR))["menu"] == site
    await rig.ok("setChatMenuButton", chat_id=STUDENT, menu_button={"type": "default"})
    assert await rig.ok("getChatMenuButton", chat_id=STUDENT) == {"type": "default"}
    for wrong in ({"type": "x"}, {**site, "web_app": {"url": "javascript:x"}}, {**site, "text": 1}):
        assert (await rig.call("setChatMenuButton", menu_button=wrong)).status == 400
    assert (await rig.call("setChatMenuButton", chat_id=GROUP, menu_button=site)).status == 400
