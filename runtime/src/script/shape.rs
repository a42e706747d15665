//! What a script evaluates to, whatever shape its author chose: statements, a last expression, a function, an ES module.
//! Decides only what is returned; a function that is returned, the engine calls.

use oxc::{
    ast::ast::*,
    span::{GetSpan, Span},
};

use super::{
    edits::{Edit, Text},
    fault::Fault,
    imports,
};

/// The name that an anonymous default export gets.
const DEFAULT: &str = "__default";

/// The functions at a script's top level, by name.
#[derive(Default)]
pub(super) struct Functions<'t>(Vec<TopFunction<'t>>);

struct TopFunction<'t> {
    name: &'t str,
    span: Span,
    declared: bool,
    exported: bool,
    referred: bool,
}

impl<'t> Functions<'t> {
    /// Notes that something at `at` refers to `name`. What a function says of itself doesn't count.
    pub(super) fn refer(&mut self, name: &str, at: u32) {
        if self.0.is_empty() {
            return;
        }
        if let Ok(found) = self.0.binary_search_by(|function| function.name.cmp(name)) {
            let function = &mut self.0[found];
            function.referred |= at < function.span.start || at >= function.span.end;
        }
    }

    fn export(&mut self, name: &str) {
        for function in self.0.iter_mut().filter(|function| function.name == name) {
            function.exported = true;
        }
    }

    fn unused_main(&self) -> Option<&TopFunction<'t>> {
        self.0.iter().find(|function| function.name == "main" && !function.referred)
    }

    /// What `module.exports = { main }` means.
    fn exported(&self) -> Option<&TopFunction<'t>> {
        let main = self.0.iter().find(|function| function.name == "main");
        main.or(if self.0.len() == 1 { self.0.first() } else { None })
    }

    /// The one function that nobody calls: of those that are exported, of all where there is only one, or else the only one
    /// that nothing refers to.
    fn only(&self, has_result: bool) -> Option<&TopFunction<'t>> {
        let exported = self.0.iter().any(|function| function.exported);
        let mut all = self.0.iter().filter(|function| !exported || function.exported);
        if let (Some(function), None) = (all.next(), all.next()) {
            return (!function.referred && (function.declared || !has_result)).then_some(function);
        }
        let mut unused = self.0.iter().filter(|function| !function.referred && (!exported || function.exported));
        match (unused.next(), unused.next()) {
            (Some(function), None) if !has_result => Some(function),
            _ => None,
        }
    }
}

/// The top level of a script.
pub(super) struct Shape<'t> {
    pub(super) functions: Functions<'t>,
    /// It imports or exports, so it is strict.
    pub(super) module: bool,
    default: Option<&'t str>,
    has_result: bool,
    last: Option<Last>,
    /// Edits that come before, and after, all others at their place.
    before: Vec<Edit>,
    after: Vec<Edit>,
}

/// The expression that a script ends with.
struct Last {
    span: Span,
    /// Functions are declared after it.
    then_functions: bool,
    /// It assigns to `module.exports` or a member of `exports`.
    exports: bool,
}

impl<'t> Shape<'t> {
    /// Looks at the top level only.
    ///
    /// # Errors
    ///
    /// Where the script imports a module.
    pub(super) fn of(program: &Program<'t>) -> Result<Self, Fault> {
        let mut shape = Self {
            functions: Functions::default(),
            module: false,
            default: None,
            has_result: false,
            last: last(program),
            before: Vec::new(),
            after: Vec::new(),
        };
        let mut named = Vec::new();
        for statement in &program.body {
            shape.statement(statement, &mut named)?;
        }
        shape.functions.0.sort_by(|one, other| one.name.cmp(other.name));
        for name in named {
            shape.functions.export(name);
        }
        Ok(shape)
    }

    /// What is appended to the script so that it returns its value; and its edits around `edits`.
    pub(super) fn finish(mut self, returns: bool, edits: Vec<Edit>) -> (Option<&'t str>, Vec<Edit>) {
        let returned = self.returned(returns);
        self.before.extend(edits);
        self.before.append(&mut self.after);
        (returned, self.before)
    }

    fn returned(&mut self, returns: bool) -> Option<&'t str> {
        if self.default.is_some() || returns {
            return self.default;
        }
        let main = self.functions.unused_main();
        if let Some(last) = &self.last {
            let exported = if last.exports { self.functions.exported() } else { None };
            let main = main.filter(|main| main.exported || last.then_functions);
            if let Some(function) = exported.or(main) {
                return Some(function.name);
            }
            self.before.insert(0, Edit::insert(last.span.start, Text::Fixed("return (")));
            self.after.push(Edit::insert(last.span.end, Text::Fixed(")")));
            return None;
        }
        let function = main.or_else(|| self.functions.only(self.has_result));
        function.map(|function| function.name).or_else(|| self.has_result.then_some("result"))
    }

    fn statement(&mut self, statement: &Statement<'t>, named: &mut Vec<&'t str>) -> Result<(), Fault> {
        match statement {
            Statement::FunctionDeclaration(function) => self.function(function, false),
            Statement::VariableDeclaration(variables) => self.variables(variables, false),
            Statement::ExportDeclaration(export) => self.export(export),
            Statement::ExportDefaultDeclaration(export) => self.export_default(export),
            Statement::ExportNamedDeclaration(export) => self.export_names(export, named),
            Statement::ImportDeclaration(import) => return Err(no_module(&import.source, import.span)),
            Statement::ExportFromDeclaration(export) => return Err(no_module(&export.source, export.span)),
            Statement::ExportAllDeclaration(export) => return Err(no_module(&export.source, export.span)),
            _ => {}
        }
        Ok(())
    }

    fn function(&mut self, function: &Function<'t>, exported: bool) {
        if let Some(id) = &function.id {
            self.add(id.name.as_str(), function.span, true, exported);
        }
    }

    fn variables(&mut self, variables: &VariableDeclaration<'t>, exported: bool) {
        for variable in &variables.declarations {
            match variable.id.get_binding_identifier() {
                Some(id) if variable.init.as_ref().is_some_and(is_function) => {
                    self.add(id.name.as_str(), variable.span, false, exported);
                }
                Some(id) => self.has_result |= id.name == "result",
                None => self.has_result |= variable.id.get_binding_identifiers().iter().any(|id| id.name == "result"),
            }
        }
    }

    fn add(&mut self, name: &'t str, span: Span, declared: bool, exported: bool) {
        self.functions.0.push(TopFunction { name, span, declared, exported, referred: false });
    }

    /// `export const …`, `export async function …`
    fn export(&mut self, export: &ExportDeclaration<'t>) {
        self.module = true;
        match &export.declaration {
            Declaration::FunctionDeclaration(function) => self.function(function, true),
            Declaration::VariableDeclaration(variables) => self.variables(variables, true),
            _ => {}
        }
        let declaration = export.declaration.span();
        self.before.push(Edit::replace(export.span.start, declaration.start, Text::Fixed("")));
    }

    /// A named default keeps its declaration; an anonymous one, or an expression, gets a name.
    fn export_default(&mut self, export: &ExportDefaultDeclaration<'t>) {
        self.module = true;
        let declaration = export.declaration.span();
        let name = match &export.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(function) => function.id.as_ref(),
            ExportDefaultDeclarationKind::ClassDeclaration(class) => class.id.as_ref(),
            _ => None,
        };
        let (opening, closing) = match (&export.declaration, name) {
            (_, Some(_)) => ("", None),
            (
                ExportDefaultDeclarationKind::FunctionDeclaration(_)
                | ExportDefaultDeclarationKind::ClassDeclaration(_),
                None,
            ) => ("const __default = ", Some(";")),
            _ => ("const __default = (", Some(");")),
        };
        self.default = Some(name.map_or(DEFAULT, |id| id.name.as_str()));
        self.before.push(Edit::replace(export.span.start, declaration.start, Text::Fixed(opening)));
        self.after.extend(closing.map(|text| Edit::insert(declaration.end, Text::Fixed(text))));
    }

    /// `export { a, b as default }`
    fn export_names(&mut self, export: &ExportNamedDeclaration<'t>, named: &mut Vec<&'t str>) {
        self.module = true;
        for specifier in &export.specifiers {
            let Some(local) = specifier.local.identifier_name() else { continue };
            match specifier.exported.name().as_str() {
                "default" => self.default = Some(local.as_str()),
                "main" if local != "main" => self.default = self.default.or(Some(local.as_str())),
                _ => named.push(local.as_str()),
            }
        }
        self.before.push(Edit::replace(export.span.start, export.span.end, Text::Fixed(";")));
    }
}

/// The expression statement that ends the script, functions that are declared after it aside. A script of nothing but a
/// string is one, though the grammar calls it a directive.
fn last(program: &Program<'_>) -> Option<Last> {
    let mut then_functions = false;
    for statement in program.body.iter().rev() {
        match statement {
            Statement::EmptyStatement(_) | Statement::ExportNamedDeclaration(_) => {}
            Statement::FunctionDeclaration(_) => then_functions = true,
            Statement::ExportDeclaration(export)
                if matches!(export.declaration, Declaration::FunctionDeclaration(_)) =>
            {
                then_functions = true;
            }
            Statement::ExpressionStatement(it) => {
                return Some(Last { span: it.expression.span(), then_functions, exports: is_export(&it.expression) });
            }
            _ => return None,
        }
    }
    let directive = program.directives.last().filter(|directive| !directive.directive.starts_with("use "))?;
    Some(Last { span: directive.expression.span, then_functions, exports: false })
}

/// Whether that is `module.exports = …` or `exports.x = …`, of what is no function itself.
fn is_export(expression: &Expression<'_>) -> bool {
    let Expression::AssignmentExpression(assignment) = expression else { return false };
    let AssignmentTarget::StaticMemberExpression(target) = &assignment.left else { return false };
    let root = match &target.object {
        Expression::Identifier(root) => root,
        Expression::StaticMemberExpression(inner) => match &inner.object {
            Expression::Identifier(root) => root,
            _ => return false,
        },
        _ => return false,
    };
    let whole = root.name == "module" && target.property.name == "exports";
    let part = root.name == "exports" || (root.name == "module" && !whole);
    part || (whole && matches!(assignment.right, Expression::ObjectExpression(_)))
}

fn is_function(expression: &Expression<'_>) -> bool {
    matches!(
        expression.without_parentheses(),
        Expression::ArrowFunctionExpression(_) | Expression::FunctionExpression(_)
    )
}

fn no_module(source: &StringLiteral<'_>, span: Span) -> Fault {
    Fault::refused(imports::advice(source.value.as_str()), span.start)
}
