//! What users see when they make a mistake, and what they may write although nobody expects it.
//!
//! Each `ui/**/*.rs` has one mistake and fails to compile with exactly the text beside it; each `pass/*.rs` compiles and
//! runs. What the texts themselves must be like is checked by `corpus`.

#[test]
fn mistakes_are_told_as_pinned() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/*.rs");
    for kind in ["placement", "argument", "value", "signature", "type", "pairing", "body"] {
        cases.compile_fail(format!("ui/{kind}/*.rs"));
    }
}

#[test]
fn what_is_odd_but_legal_compiles_and_runs() {
    trybuild::TestCases::new().pass("pass/*.rs");
}
