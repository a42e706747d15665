//! Puts the filter that counts steps into a program, wherever the program can go on for long: where one value becomes several,
//! and where a function is called. What is left between two steps is bounded by the program's length and the size of a value.

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Def, Pattern, Term};
use jaq_core::path::{Part, Path};

use super::meter::STEP;

/// How much of a program's definitions is trusted to end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Origin {
    /// The language's own: only those that call themselves are counted.
    Library,
    /// Anybody's.
    Program,
}

/// The program, metered.
pub(super) fn metered(term: Term<&str>, origin: Origin) -> Term<&str> {
    Meter { origin }.term(term)
}

/// A definition, metered.
pub(super) fn metered_def(def: Def<&str>, origin: Origin) -> Def<&str> {
    Meter { origin }.def(def)
}

struct Meter {
    origin: Origin,
}

impl Meter {
    fn def<'s>(&self, def: Def<&'s str>) -> Def<&'s str> {
        let counts = self.origin == Origin::Program || calls(&def.body, def.name);
        let body = self.term(def.body);
        Def { name: def.name, args: def.args, body: if counts { before(body) } else { body } }
    }

    fn boxed<'s>(&self, term: Term<&'s str>) -> Box<Term<&'s str>> {
        Box::new(self.term(term))
    }

    fn option<'s>(&self, term: Option<Term<&'s str>>) -> Option<Term<&'s str>> {
        term.map(|term| self.term(term))
    }

    fn all<'s>(&self, terms: Vec<Term<&'s str>>) -> Vec<Term<&'s str>> {
        terms.into_iter().map(|term| self.term(term)).collect()
    }

    fn term<'s>(&self, term: Term<&'s str>) -> Term<&'s str> {
        match term {
            Term::Id | Term::Num(_) | Term::Var(_) | Term::Break(_) => term,
            Term::Recurse => after(Term::Recurse),
            Term::Str(format, parts) => Term::Str(format, parts.into_iter().map(|part| self.part(part)).collect()),
            Term::Arr(inner) => Term::Arr(inner.map(|inner| self.boxed(*inner))),
            Term::Obj(members) => {
                Term::Obj(members.into_iter().map(|(key, value)| (self.term(key), self.option(value))).collect())
            }
            Term::Neg(inner) => Term::Neg(self.boxed(*inner)),
            Term::BinOp(left, operator, right) => self.operation(*left, operator, *right),
            Term::Label(name, inner) => Term::Label(name, self.boxed(*inner)),
            Term::Fold(name, over, pattern, arguments) => {
                Term::Fold(name, self.boxed(*over), self.pattern(pattern), self.all(arguments))
            }
            Term::TryCatch(inner, catch) => Term::TryCatch(self.boxed(*inner), catch.map(|catch| self.boxed(*catch))),
            Term::IfThenElse(branches, otherwise) => Term::IfThenElse(
                branches.into_iter().map(|(condition, then)| (self.term(condition), self.term(then))).collect(),
                otherwise.map(|otherwise| self.boxed(*otherwise)),
            ),
            Term::Def(defs, inner) => {
                Term::Def(defs.into_iter().map(|def| self.def(def)).collect(), self.boxed(*inner))
            }
            Term::Call(name, arguments) => {
                Term::Call(name, arguments.into_iter().map(|term| self.argument(term)).collect())
            }
            Term::Path(inner, path) => self.path(*inner, path),
        }
    }

    fn operation<'s>(&self, left: Term<&'s str>, operator: BinaryOp<&'s str>, right: Term<&'s str>) -> Term<&'s str> {
        let (left, right) = (self.term(left), self.term(right));
        let (operator, right) = match operator {
            BinaryOp::Pipe(pattern) => (BinaryOp::Pipe(pattern.map(|pattern| self.pattern(pattern))), right),
            BinaryOp::Comma => (BinaryOp::Comma, before(right)),
            BinaryOp::Update if !is_plain(&right) => (BinaryOp::Update, before(right)),
            operator => (operator, right),
        };
        Term::BinOp(Box::new(left), operator, Box::new(right))
    }

    /// A function may run its argument as often as it likes, and so may the argument's own arguments.
    fn argument<'s>(&self, term: Term<&'s str>) -> Term<&'s str> {
        if is_plain(&term) { self.term(term) } else { before(self.term(term)) }
    }

    fn path<'s>(&self, inner: Term<&'s str>, Path(parts): Path<Term<&'s str>>) -> Term<&'s str> {
        let iterates = parts.iter().any(|(part, _)| matches!(part, Part::Range(None, None)));
        let parts = parts.into_iter().map(|(part, optional)| {
            let part = match part {
                Part::Index(index) => Part::Index(self.term(index)),
                Part::Range(from, to) => Part::Range(self.option(from), self.option(to)),
            };
            (part, optional)
        });
        let path = Term::Path(Box::new(self.term(inner)), Path(parts.collect()));
        if iterates { after(path) } else { path }
    }

    fn part<'s>(&self, part: StrPart<&'s str, Term<&'s str>>) -> StrPart<&'s str, Term<&'s str>> {
        match part {
            StrPart::Term(term) => StrPart::Term(self.term(term)),
            part => part,
        }
    }

    fn pattern<'s>(&self, pattern: Pattern<&'s str>) -> Pattern<&'s str> {
        match pattern {
            Pattern::Var(name) => Pattern::Var(name),
            Pattern::Arr(patterns) => Pattern::Arr(patterns.into_iter().map(|pattern| self.pattern(pattern)).collect()),
            Pattern::Obj(members) => {
                Pattern::Obj(members.into_iter().map(|(key, value)| (self.term(key), self.pattern(value))).collect())
            }
        }
    }
}

fn step<'s>() -> Box<Term<&'s str>> {
    Box::new(Term::Call(STEP, Vec::new()))
}

/// A step, and then the term. What calls itself at its end still does.
fn before(term: Term<&str>) -> Term<&str> {
    Term::BinOp(step(), BinaryOp::Pipe(None), Box::new(term))
}

/// A step for every value that the term gives.
fn after(term: Term<&str>) -> Term<&str> {
    Term::BinOp(Box::new(term), BinaryOp::Pipe(None), step())
}

/// Whether a term gives one value at once, as `.a.b` does.
fn is_plain(term: &Term<&str>) -> bool {
    match term {
        Term::Id | Term::Num(_) | Term::Var(_) => true,
        Term::Str(None, parts) => !parts.iter().any(|part| matches!(part, StrPart::Term(_))),
        Term::Path(inner, Path(parts)) => {
            is_plain(inner) && parts.iter().all(|(part, _)| matches!(part, Part::Index(index) if is_plain(index)))
        }
        _ => false,
    }
}

/// Whether a function of that name is called anywhere inside.
fn calls(term: &Term<&str>, name: &str) -> bool {
    let mut found = false;
    called(term, &mut |called| found |= called == name);
    found
}

/// Calls `each` with the name of every function that is called anywhere inside, formats such as `@csv` included.
pub(super) fn called(term: &Term<&str>, each: &mut dyn FnMut(&str)) {
    match term {
        Term::Id | Term::Recurse | Term::Num(_) | Term::Var(_) | Term::Break(_) | Term::Arr(None) => {}
        Term::Str(format, parts) => {
            format.iter().for_each(|format| each(format));
            for part in parts {
                if let StrPart::Term(term) = part {
                    called(term, each);
                }
            }
        }
        Term::Arr(Some(inner)) | Term::Neg(inner) | Term::Label(_, inner) => called(inner, each),
        Term::Obj(members) => {
            for (key, value) in members {
                called(key, each);
                value.iter().for_each(|value| called(value, each));
            }
        }
        Term::BinOp(left, operator, right) => {
            called(left, each);
            if let BinaryOp::Pipe(Some(pattern)) = operator {
                called_in_pattern(pattern, each);
            }
            called(right, each);
        }
        Term::Fold(_, over, pattern, arguments) => {
            called(over, each);
            called_in_pattern(pattern, each);
            arguments.iter().for_each(|argument| called(argument, each));
        }
        Term::TryCatch(inner, catch) => {
            called(inner, each);
            catch.iter().for_each(|catch| called(catch, each));
        }
        Term::IfThenElse(branches, otherwise) => {
            for (condition, then) in branches {
                called(condition, each);
                called(then, each);
            }
            otherwise.iter().for_each(|otherwise| called(otherwise, each));
        }
        Term::Def(defs, inner) => {
            defs.iter().for_each(|def| called(&def.body, each));
            called(inner, each);
        }
        Term::Call(name, arguments) => {
            each(name);
            arguments.iter().for_each(|argument| called(argument, each));
        }
        Term::Path(inner, Path(parts)) => {
            called(inner, each);
            for (part, _) in parts {
                match part {
                    Part::Index(index) => called(index, each),
                    Part::Range(from, to) => [from, to].into_iter().flatten().for_each(|term| called(term, each)),
                }
            }
        }
    }
}

fn called_in_pattern(pattern: &Pattern<&str>, each: &mut dyn FnMut(&str)) {
    match pattern {
        Pattern::Var(_) => {}
        Pattern::Arr(patterns) => patterns.iter().for_each(|pattern| called_in_pattern(pattern, each)),
        Pattern::Obj(members) => {
            for (key, pattern) in members {
                called(key, each);
                called_in_pattern(pattern, each);
            }
        }
    }
}
