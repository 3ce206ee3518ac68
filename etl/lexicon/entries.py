"""The entries of the catalogue: one company, one product."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Company:
    """One company: `aliases` are safe forms, `context_aliases` count only where the context
    confirms them; `tickers` are written EXCHANGE:SYMBOL."""

    company_id: str
    name: str
    aliases: tuple[str, ...] = ()
    context_aliases: tuple[str, ...] = ()
    parent_id: str = ""
    kind: str = ""
    country: str = ""
    tickers: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """The safe forms; the name itself unless it is listed as ambiguous."""
        names = () if self.name in self.context_aliases else (self.name,)
        return tuple(dict.fromkeys((*names, *self.aliases)))


@dataclass(frozen=True)
class Product:
    """One product of a company; `is_ambiguous` where its name needs the company beside it."""

    name: str
    company_id: str
    aliases: tuple[str, ...] = ()
    kind: str = ""
    is_ambiguous: bool = False
