use daemon_core::prelude::*;

#[derive(Event)]
pub(crate) struct Beat(pub(crate) u32);
