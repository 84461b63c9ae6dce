"""Live connections of pages: what was stored after a number, then what happens, without a gap."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from types import TracebackType

from webchat.records import Event, Json
from webchat.store import Store

# How many undelivered items a page may fall behind before it has to reconnect.
BACKLOG = 512
PAGE = 200

Payload = Callable[[Event], Awaitable[Json]]


class Streams:
    """Who listens to which chat."""

    def __init__(self) -> None:
        self._by_chat: dict[int, set[Subscription]] = {}

    def add(self, stream: "Subscription") -> None:
        """Begin telling the stream of its chat."""
        self._by_chat.setdefault(stream.chat_id, set()).add(stream)

    def remove(self, stream: "Subscription") -> None:
        """Stop telling it."""
        streams = self._by_chat.get(stream.chat_id, set())
        streams.discard(stream)
        if not streams:
            self._by_chat.pop(stream.chat_id, None)

    def tell(self, chat_id: int, item: Event | Json) -> None:
        """Hand the item to everybody who listens to the chat (0: to everybody)."""
        if chat_id:
            streams = list(self._by_chat.get(chat_id, ()))
        else:
            streams = [stream for group in self._by_chat.values() for stream in group]
        for stream in streams:
            stream.offer(item)

    def close(self) -> None:
        """End every stream after what it was already told."""
        for group in list(self._by_chat.values()):
            for stream in list(group):
                stream.end()


class Subscription:
    """`async with` it, then iterate: protocol items until `dropped` or the server stops."""

    def __init__(
        self, streams: Streams, store: Store, chat_id: int, after: int | None, payload: Payload
    ) -> None:
        self.chat_id = chat_id
        self.dropped = False
        self._after = after
        self._streams = streams
        self._store = store
        self._payload = payload
        self._waiting: asyncio.Queue[Event | Json | None] = asyncio.Queue()
        self._items = self._follow()

    async def __aenter__(self) -> "Subscription":
        self._streams.add(self)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._streams.remove(self)
        await self._items.aclose()

    def __aiter__(self) -> AsyncGenerator[Json, None]:
        return self._items

    def offer(self, item: Event | Json) -> None:
        """Queue an item; a reader that is too far behind is dropped and comes back later."""
        if self.dropped:
            return
        if self._waiting.qsize() >= BACKLOG:
            self.dropped = True
            self.end()
        else:
            self._waiting.put_nowait(item)

    def end(self) -> None:
        """Let the iteration end."""
        self._waiting.put_nowait(None)

    async def _follow(self) -> AsyncGenerator[Json, None]:
        last = 0
        if self._after is not None:
            last = self._after
            newest = await self._store.read(lambda records: records.last_seq())
            if last > newest:
                # The page followed another database: it has to load its history anew.
                last = newest
                yield {"type": "reset", "last_seq": newest}
            more = True
            while more:
                found = await self._stored(last)
                for event in found:
                    last = event.seq
                    yield await self._item(event)
                more = len(found) == PAGE
        while (item := await self._waiting.get()) is not None:
            if not isinstance(item, Event):
                yield item
            elif item.seq > last:
                last = item.seq
                yield await self._item(item)

    async def _stored(self, after: int) -> list[Event]:
        return await self._store.read(lambda records: records.events(self.chat_id, after, PAGE))

    async def _item(self, event: Event) -> Json:
        payload = await self._payload(event)
        return {"type": "event", "seq": event.seq, "kind": event.kind, "payload": payload}
