use daemon_core::prelude::*;

#[daemon(depends_on(MailDaemon))]
struct DataDaemon;

#[daemon]
impl DataDaemon {}

#[daemon(depends_on(DataDaemon))]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

#[daemon(depends_on(UserDaemon))]
struct MailDaemon;

#[daemon]
impl MailDaemon {}

fn main() {}
