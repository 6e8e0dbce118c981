//! What all errors of this crate are: a message, the part of the text that it is about, and what to write instead.

/// Declares the error of one form. What can be wrong with that, and how it is said, is for each form to say.
macro_rules! text_error {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            message: String,
            range: std::ops::Range<usize>,
            help: String,
        }

        impl $name {
            /// The bytes of the text that the error is about; empty if something is missing there.
            pub fn range(&self) -> std::ops::Range<usize> {
                self.range.clone()
            }

            /// What to write instead.
            pub fn help(&self) -> &str {
                &self.help
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.message)
            }
        }

        impl std::error::Error for $name {}
    };
}

pub(crate) use text_error;
