//! The tools that a script names, for those who look at it before they run it. Never says what a script will call: a name
//! can also be computed.

use std::collections::BTreeSet;

use oxc::{
    ast::ast::*,
    ast_visit::{VisitJs, walk_js},
    span::SourceType,
};

use super::{javascript, rewrite::FUNCTION_METHODS, room};

/// The most names that are told.
pub(super) const MAX_NAMES: usize = 1_000;
/// A longer name is none of a tool: a provider's and a tool's own have up to 128 characters each.
pub(super) const MAX_NAME: usize = 300;

/// The full names `PROVIDER.NAME` that JavaScript spells out, as it spells them, and `PROVIDER.*` where it takes a provider as
/// a whole. Empty where it has something of its own that is called `tools`, and where it does not parse.
pub(super) fn tools(text: &str) -> Vec<String> {
    let names = room::parse(text, |arena| {
        let program = javascript::parse(arena, text, SourceType::mjs())?;
        let mut names = Names::default();
        names.visit_program(&program);
        Ok(names)
    });
    let Ok(Names { found, shadowed: false }) = names else { return Vec::new() };
    found.into_iter().collect()
}

#[derive(Default)]
struct Names {
    found: BTreeSet<String>,
    /// The script has something of its own that is called `tools`.
    shadowed: bool,
}

impl<'a> VisitJs<'a> for Names {
    fn visit_expression(&mut self, it: &Expression<'a>) {
        let Some(mut segments) = segments(it) else { return walk_js::walk_expression(self, it) };
        if segments.len() > 2 && segments.last().is_some_and(|last| FUNCTION_METHODS.contains(last)) {
            segments.pop();
        }
        let name = if let [provider] = segments[..] { format!("{provider}.*") } else { segments.join(".") };
        if name.len() <= MAX_NAME && self.found.len() < MAX_NAMES {
            self.found.insert(name);
        }
    }

    fn visit_binding_identifier(&mut self, it: &BindingIdentifier<'a>) {
        self.shadowed |= it.name == "tools";
    }
}

/// What follows `tools`, spelt out, where anything does.
fn segments<'e>(expression: &'e Expression<'_>) -> Option<Vec<&'e str>> {
    let mut segments = Vec::new();
    let mut at = expression;
    loop {
        let (object, name) = match at {
            Expression::StaticMemberExpression(member) => (&member.object, member.property.name.as_str()),
            Expression::ComputedMemberExpression(member) => match &member.expression {
                Expression::StringLiteral(name) => (&member.object, name.value.as_str()),
                _ => return None,
            },
            Expression::Identifier(root) if root.name == "tools" && !segments.is_empty() => {
                segments.reverse();
                return Some(segments);
            }
            _ => return None,
        };
        segments.push(name);
        at = object;
    }
}

#[cfg(test)]
mod tests {
    use super::tools;

    #[test]
    fn names_are_as_they_are_spelt() {
        for (text, expect) in [
            ("await tools.shop.orders({ id: 1 }); tools.shop.orders()", &["shop.orders"][..]),
            ("tools['my-shop'][\"a.b\"](1); tools?.x.y()", &["my-shop.a.b", "x.y"]),
            ("items.map(tools.shop.order); tools.a.b.call(null, tools.c.d({}))", &["a.b", "c.d", "shop.order"]),
            ("const { orders } = tools.shop; tools[name].x(); tools.t[name](tools.u.v)", &["shop.*", "t.*", "u.v"]),
            ("const tools = {}; tools.a.b()", &[]),
            ("other.tools.a.b(); tools", &[]),
            ("tools.a.", &[]),
        ] {
            assert_eq!(tools(text), expect, "{text}");
        }
    }
}
