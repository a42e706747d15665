//! Wrong uses are compile errors at the token that is wrong: each program of `ui/`, with what the compiler says in the file
//! beside it. `TRYBUILD=overwrite` writes those files anew. Only errors of our macros are compared, since rustc's own change
//! with its version.

#[test]
fn wrong_uses_are_told_at_their_token() {
    let programs = trybuild::TestCases::new();
    programs.compile_fail("ui/*.rs");
}
