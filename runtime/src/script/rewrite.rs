//! Finds what the host must see inside of a script: every `await`, `throw`, `for await`, `import()` and call of a tool, each
//! with a site. Never changes what a script means.

use oxc::{
    ast::ast::*,
    ast_visit::{VisitJs, walk_js},
    span::GetSpan,
    syntax::scope::ScopeFlags,
};

use super::{
    edits::{Edit, Text},
    fault::Fault,
    shape::Functions,
};

/// What goes on a tool's function itself and not to the tool.
pub(super) const FUNCTION_METHODS: [&str; 3] = ["call", "apply", "bind"];

/// What a tool takes: arguments and options.
const TOOL_PARAMETERS: usize = 2;

/// The visitor and what it found.
pub(super) struct Rewriter<'t, 'f> {
    text: &'t str,
    /// The script's functions, of which it finds out whether anything refers to them.
    functions: &'f mut Functions<'t>,
    pub(super) edits: Vec<Edit>,
    /// The places of the sites, as bytes of the text.
    pub(super) sites: Vec<u32>,
    /// How many functions it is in.
    depth: u32,
    /// The script returns at its top level.
    pub(super) returns: bool,
    /// The script has something of its own that is called `tools`.
    shadowed: bool,
    /// Something here reads like type arguments: `f<T>(x)`, which is a comparison in JavaScript.
    pub(super) type_arguments: bool,
    pub(super) fault: Option<Fault>,
}

impl<'t, 'f> Rewriter<'t, 'f> {
    pub(super) fn new(text: &'t str, functions: &'f mut Functions<'t>) -> Self {
        Self {
            text,
            functions,
            edits: Vec::new(),
            sites: Vec::new(),
            depth: 0,
            returns: false,
            shadowed: false,
            type_arguments: false,
            fault: None,
        }
    }

    /// The edits that stand at the end.
    pub(super) fn finish(mut self) -> Self {
        if self.shadowed {
            let of_call =
                |text| matches!(text, Text::Call(_) | Text::CallSpread(_) | Text::Arguments | Text::NoArguments);
            self.edits.retain(|edit| !of_call(edit.text));
        }
        self
    }

    fn site(&mut self, at: u32) -> u32 {
        self.sites.push(at);
        (self.sites.len() - 1) as u32
    }

    fn insert(&mut self, at: u32, text: Text) {
        self.edits.push(Edit::insert(at, text));
    }

    fn binds(&mut self, name: &str) {
        self.shadowed |= name == "tools";
    }
}

impl<'a> VisitJs<'a> for Rewriter<'_, '_> {
    fn visit_await_expression(&mut self, it: &AwaitExpression<'a>) {
        let (site, operand) = (self.site(it.span.start), it.argument.span());
        self.insert(operand.start, Text::Await(site));
        self.visit_expression(&it.argument);
        self.insert(operand.end, Text::Fixed(")"));
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        if !it.r#await {
            return walk_js::walk_for_of_statement(self, it);
        }
        self.visit_for_statement_left(&it.left);
        let (site, operand) = (self.site(it.span.start), it.right.span());
        self.insert(operand.start, Text::Iterate(site));
        self.visit_expression(&it.right);
        self.insert(operand.end, Text::Fixed(")"));
        self.visit_statement(&it.body);
    }

    fn visit_throw_statement(&mut self, it: &ThrowStatement<'a>) {
        let (site, operand) = (self.site(it.span.start), it.argument.span());
        let sequence = matches!(it.argument, Expression::SequenceExpression(_));
        self.insert(operand.start, Text::Throw(site));
        if sequence {
            self.insert(operand.start, Text::Fixed("("));
        }
        self.visit_expression(&it.argument);
        self.insert(operand.end, Text::Fixed(if sequence { "))" } else { ")" }));
    }

    /// Engines don't say where a pattern meets what it can't take apart.
    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        let pattern = matches!(it.id, BindingPattern::ObjectPattern(_) | BindingPattern::ArrayPattern(_));
        let Some(init) = it.init.as_ref().filter(|_| pattern) else {
            return walk_js::walk_variable_declarator(self, it);
        };
        self.visit_binding_pattern(&it.id);
        let operand = init.span();
        let site = self.site(it.id.span().start);
        let of_array = matches!(it.id, BindingPattern::ArrayPattern(_));
        self.insert(operand.start, if of_array { Text::DestructureArray(site) } else { Text::Destructure(site) });
        self.visit_expression(init);
        self.insert(operand.end, Text::Fixed(")"));
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        if it.optional || !is_tool(&it.callee) {
            return walk_js::walk_call_expression(self, it);
        }
        let site = self.site(it.span.start);
        let few = it.arguments.len() <= TOOL_PARAMETERS && !it.arguments.iter().any(Argument::is_spread);
        self.insert(it.span.start, if few { Text::Call(site) } else { Text::CallSpread(site) });
        let callee = it.callee.span().end;
        match it.arguments.first() {
            Some(first) => self.edits.push(Edit::replace(callee, first.span().start, Text::Arguments)),
            None => self.edits.push(Edit::replace(callee, it.span.end, Text::NoArguments)),
        }
        self.visit_arguments(&it.arguments);
    }

    fn visit_import_expression(&mut self, it: &ImportExpression<'a>) {
        let site = self.site(it.span.start);
        self.edits.push(Edit::replace(it.span.start, it.source.span().start, Text::Import(site)));
        walk_js::walk_import_expression(self, it);
    }

    fn visit_import_meta(&mut self, it: &ImportMeta) {
        let message = "import.meta is not there: a script is no file; what it needs comes in `input` or from `tools`";
        self.fault.get_or_insert_with(|| Fault::refused(message, it.span.start));
    }

    fn visit_return_statement(&mut self, it: &ReturnStatement<'a>) {
        self.returns |= self.depth == 0;
        walk_js::walk_return_statement(self, it);
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        self.depth += 1;
        walk_js::walk_function(self, it, flags);
        self.depth -= 1;
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.depth += 1;
        walk_js::walk_arrow_function_expression(self, it);
        self.depth -= 1;
    }

    fn visit_binary_expression(&mut self, it: &BinaryExpression<'a>) {
        if it.operator == BinaryOperator::GreaterThan
            && let Expression::ParenthesizedExpression(right) = &it.right
        {
            self.type_arguments |= self.text.as_bytes()[..right.span.start as usize].last() == Some(&b'>');
        }
        walk_js::walk_binary_expression(self, it);
    }

    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        self.functions.refer(it.name.as_str(), it.span.start);
    }

    fn visit_binding_identifier(&mut self, it: &BindingIdentifier<'a>) {
        self.binds(it.name.as_str());
    }

    fn visit_simple_assignment_target(&mut self, it: &SimpleAssignmentTarget<'a>) {
        if let Some(name) = it.get_identifier_name() {
            self.binds(name);
        }
        walk_js::walk_simple_assignment_target(self, it);
    }

    fn visit_assignment_target_property_identifier(&mut self, it: &AssignmentTargetPropertyIdentifier<'a>) {
        self.binds(it.binding.name.as_str());
        walk_js::walk_assignment_target_property_identifier(self, it);
    }

    /// Its names are no uses.
    fn visit_export_named_declaration(&mut self, _: &ExportNamedDeclaration<'a>) {}
}

/// Whether that is `tools.PROVIDER.NAME`, spelt out.
fn is_tool(callee: &Expression<'_>) -> bool {
    let mut segments = 0;
    let mut last = "";
    let mut at = callee;
    loop {
        let (object, name) = match at {
            Expression::StaticMemberExpression(member) if !member.optional => {
                (&member.object, member.property.name.as_str())
            }
            Expression::ComputedMemberExpression(member) if !member.optional => match &member.expression {
                Expression::StringLiteral(name) => (&member.object, name.value.as_str()),
                _ => return false,
            },
            Expression::Identifier(root) => {
                return root.name == "tools" && segments >= 2 && !(segments > 2 && FUNCTION_METHODS.contains(&last));
            }
            _ => return false,
        };
        if segments == 0 {
            last = name;
        }
        segments += 1;
        at = object;
    }
}
