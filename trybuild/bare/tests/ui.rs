//! What users see who write what a feature is for, and have not got the feature.
//!
//! `trybuild` builds with the features that this package asks for, whatever the rest of the workspace does.

#[test]
fn features_that_are_off_are_named() {
    trybuild::TestCases::new().compile_fail("../ui/feature/*.rs");
}
