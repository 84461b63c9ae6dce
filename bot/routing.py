"""Joins the handlers of several routers, so that an update meets only those that may want it.

aiogram carries an update through every router and asks every handler's filters until one agrees.
Of a menu press that was a sixth of all work; the order of handlers is all we use of it.
"""

from collections.abc import Iterable
from typing import Any

from aiogram import Dispatcher, Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.types import CallbackQuery, TelegramObject

SEPARATOR = ":"


def attach(dispatcher: Dispatcher, routers: Iterable[Router]) -> None:
    """Let ``routers`` look at every update, in this order.

    Their handlers become the dispatcher's own, each with the filters that its router has for all.
    From the first router on that has middlewares, routers stay what they are.
    """
    dispatcher.callback_query = dispatcher.observers["callback_query"] = Presses(dispatcher)
    joining = True
    for router in routers:
        joining = joining and all(map(_is_plain, router.chain_tail))
        if not joining:
            dispatcher.include_router(router)
            continue
        for part in router.chain_tail:
            for name, observer in part.observers.items():
                dispatcher.observers[name].handlers.extend(_handlers(observer))


class Presses(TelegramEventObserver):
    """Handlers of button presses, found by the prefix of the button's data."""

    def __init__(self, router: Router) -> None:
        super().__init__(router, "callback_query")
        self._parts: dict[str | None, TelegramEventObserver] = {}
        self._counted = 0

    async def trigger(self, event: TelegramObject, **kwargs: Any) -> Any:
        """As aiogram's, without asking handlers that want another prefix."""
        if self._counted != len(self.handlers):
            self._divide()
        data = event.data if isinstance(event, CallbackQuery) else None
        prefix = (data or "").partition(SEPARATOR)[0]
        part = self._parts.get(prefix) or self._parts[None]
        return await part.trigger(event, **kwargs)

    def _divide(self) -> None:
        wanted = [_prefix(handler) for handler in self.handlers]
        self._parts = {prefix: self._part(prefix, wanted) for prefix in {None, *wanted}}
        self._counted = len(self.handlers)

    def _part(self, prefix: str | None, wanted: list[str | None]) -> TelegramEventObserver:
        part = TelegramEventObserver(self.router, self.event_name)
        part.handlers = [
            handler
            for handler, own in zip(self.handlers, wanted, strict=True)
            if own is None or own == prefix
        ]
        part.middleware, part.outer_middleware = self.middleware, self.outer_middleware
        return part


def _prefix(handler: HandlerObject) -> str | None:
    """The only prefix that the handler agrees to; None when it may agree to any."""
    for one in handler.filters or ():
        asked = one.callback
        if (
            isinstance(asked, CallbackQueryFilter)
            and asked.callback_data.__separator__ == SEPARATOR
        ):
            return asked.callback_data.__prefix__
    return None


def _handlers(observer: TelegramEventObserver) -> list[HandlerObject]:
    common = observer._handler.filters or []
    return [
        HandlerObject(
            handler.callback, filters=[*common, *(handler.filters or [])], flags=handler.flags
        )
        for handler in observer.handlers
    ]


def _is_plain(router: Router) -> bool:
    observers = router.observers.values()
    middlewares = any(one.middleware or one.outer_middleware for one in observers)
    return not (middlewares or router.startup.handlers or router.shutdown.handlers)
