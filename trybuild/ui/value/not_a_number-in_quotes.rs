use daemon_core::prelude::*;

#[derive(Event)]
struct Download;

#[daemon]
struct Fetcher;

#[daemon]
impl Fetcher {
    #[subscribe(concurrent = "8")]
    async fn fetch(&self, _download: &Download) {}
}

fn main() {}
