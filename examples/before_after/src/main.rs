//! Prints how many lines each service takes by hand and with the macros.

use before_after::lines::{RULE, Table};

fn main() {
    println!("{}\n\n{RULE}", Table::count());
}
