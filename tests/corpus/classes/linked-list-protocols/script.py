class Node:
    __slots__ = ("value", "next")

    def __init__(self, value, next=None):
        self.value = value
        self.next = next


class LinkedList:
    def __init__(self, items=()):
        self._head = None
        self._size = 0
        for item in items:
            self.append(item)

    def append(self, value):
        if self._head is None:
            self._head = Node(value)
        else:
            last = self._head
            while last.next:
                last = last.next
            last.next = Node(value)
        self._size += 1
        return self

    def reverse(self):
        before, node = None, self._head
        while node:
            node.next, before, node = before, node, node.next
        self._head = before
        return self

    def __iter__(self):
        node = self._head
        while node:
            yield node.value
            node = node.next

    def __len__(self):
        return self._size

    def __str__(self):
        return "[object LinkedList]"


items = LinkedList("abcd")
items.append("e").reverse()

first, second, *rest = items
pairs = [x + y for x in items for y in items if x < y]  # two iterators at once

iterator = iter(items)
next(iterator)

result = {
    "length": len(items),
    "first": first,
    "second": second,
    "rest": rest,
    "pairs": len(pairs),
    "has": "c" in items,  # by __iter__, there is no __contains__
    "max": max(items),
    "left": "".join(iterator),
    "spread": max(*LinkedList([3, 9, 4])),
    "empty": len(list(LinkedList())) if not LinkedList() else "truthy",
    "tag": str(items),
}
