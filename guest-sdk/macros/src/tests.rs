//! Wrong uses: what the compiler says, and at which token.

use proc_macro2::TokenStream;

/// `item` under `#[tool(options)]` is refused with `message`, at the tokens `at`.
fn check(options: &str, item: &str, at: &str, message: &str) {
    let tokens = |text: &str| text.parse::<TokenStream>().expect("tokens");
    let error = crate::tool::expand(tokens(options), tokens(item)).expect_err(item);
    assert!(error.to_string().contains(message), "{options} {item}: {error}");
    assert_eq!(error.span().source_text().as_deref(), Some(at), "{options} {item}: {error}");
}

#[test]
fn what_is_no_function_of_its_own() {
    check("", "struct S;", "struct S;", "goes on a function");
    check("", "fn f(&self) {}", "&self", "can't take `self`");
    check("", "fn f<T>(a: T) {}", "<T>", "can't be generic");
    check("", "unsafe fn f() {}", "unsafe", "can't be `unsafe`");
    check("", "const fn f() {}", "const", "can't be `const`");
    check("", "extern \"C\" fn f() {}", "extern \"C\"", "drop the ABI");
    check("", "fn str() {}", "str", "a type's name");
}

#[test]
fn arguments_that_have_no_schema() {
    check("", "fn f(a: &str) {}", "&", "use `String`");
    check("", "fn f(a: impl Sized) {}", "impl Sized", "one type");
    check("", "fn f(_: u8) {}", "_", "name the argument");
    check("", "fn f(P { x }: P) {}", "P { x }", "`#[tool(flatten)]`");
    check("", "fn f() -> impl Sized {}", "impl Sized", "one type");
}

#[test]
fn options_of_arguments() {
    check("", "fn f(#[tool(optional)] a: u8) {}", "optional", "not an option of an argument");
    check("", "fn f(#[tool(flatten)] a: A, b: u8) {}", "flatten", "for an only argument");
    check("", "fn f(#[tool(flatten, default)] a: A) {}", "flatten", "goes alone");
    check("", "fn f(#[tool(description = \"\")] a: A) {}", "description", "its doc comment");
}

#[test]
fn options_of_tools() {
    check("readonly", "fn f() {}", "readonly", "not an option of a tool");
    check("read_only, destructive", "fn f() {}", "destructive", "can't be `destructive`");
    check("title = \"a\", title = \"b\"", "fn f() {}", "title = \"b\"", "given twice");
    check("name = \"a b\"", "fn f() {}", "\"a b\"", "1 to 128 ASCII");
    check("name = \"\"", "fn f() {}", "\"\"", "1 to 128 ASCII");
    check("description = \"\"", "fn f() {}", "description", "its doc comment");
    check("timeout = \"soon\"", "fn f() {}", "\"soon\"", "not a time");
    check("timeout = \"10\"", "fn f() {}", "\"10\"", "not a time");
    check("timeout = 10", "fn f() {}", "10", "`timeout = \"10s\"`");
    check("timeout = \"0s\"", "fn f() {}", "\"0s\"", "1 millisecond at least");
    check("timeout = \"31days\"", "fn f() {}", "\"31days\"", "30 days at most");
}

#[test]
fn what_is_no_script() {
    let check = |options: &str, item: &str, at: &str, message: &str| {
        let tokens = |text: &str| text.parse::<TokenStream>().expect("tokens");
        let error = crate::script::expand(tokens(options), tokens(item)).expect_err(item);
        assert!(error.to_string().contains(message), "{options} {item}: {error}");
        assert_eq!(error.span().source_text().as_deref(), Some(at), "{options} {item}: {error}");
    };
    check("", "struct S;", "struct S;", "goes on an `async fn`");
    check("", "fn main() {}", "fn", "it awaits its calls");
    check("name = \"a\"", "async fn main() {}", "name = \"a\"", "takes no options");
    check("", "async fn main(a: u8, b: u8) {}", "b: u8", "has one input");
    check("", "async fn main(&self) {}", "&self", "can't take `self`");
    check("", "async fn main(a: &str) {}", "&", "use `String`");
    check("", "async fn main(a: impl Sized) {}", "impl Sized", "one type");
    check("", "async fn main<T>(a: T) {}", "<T>", "can't be generic");
    check("", "async unsafe fn main() {}", "unsafe", "can't be `unsafe`");
}

#[test]
fn schemas_go_on_types() {
    let tokens = |text: &str| text.parse::<TokenStream>().expect("tokens");
    let refused = |options, item| crate::schema::expand(tokens(options), tokens(item)).expect_err(item).to_string();
    assert!(refused("", "fn f() {}").contains("a struct or an enum"));
    assert!(refused("x", "struct S;").contains("takes no options"));
    let expanded = |item| crate::schema::expand(TokenStream::new(), tokens(item)).expect(item).to_string();
    assert!(expanded("struct S { a: u8 }").contains("deny_unknown_fields"));
    assert!(!expanded("struct S { #[serde(default = \"d\", flatten)] a: A }").contains("deny_unknown_fields"));
    assert!(!expanded("struct S(u8);").contains("deny_unknown_fields"));
    assert!(expanded("enum E { A { a: u8 }, B }").contains("deny_unknown_fields"));
    assert!(!expanded("enum E { A { #[serde(flatten)] a: A }, B }").contains("deny_unknown_fields"));
    assert!(!expanded("enum E { A, B(u8) }").contains("deny_unknown_fields"));
}
