//! Events: one daemon publishes, others subscribe, and neither knows the other.
//!
//! Run it with `cargo run --example 02_events`.
//!
//! An event is any type with `#[derive(Event)]`. A handler says by its argument which type it takes: borrowed, as the
//! `Arc` that all subscribers share, or as a copy of its own. What one publisher sends arrives in the order sent.
//!
//! Printed is what each subscriber makes of three measurements.

use std::sync::Arc;
use std::time::Duration;

use daemon_core::prelude::*;

#[derive(Event, Clone, Debug)]
struct Measured {
    room: &'static str,
    celsius: f32,
}

#[derive(Event)]
struct TooWarm(Arc<Measured>);

/// Publishes three measurements.
#[daemon]
struct Thermometer;

#[daemon]
impl Thermometer {
    #[defer("10ms")]
    async fn measure(&mut self, ctx: &Context) -> Result {
        for (room, celsius) in [("hall", 18.5), ("kitchen", 31.0), ("cellar", 9.0)] {
            ctx.publish(Measured { room, celsius }).await?;
        }
        Ok(())
    }
}

/// Looks at each measurement, and publishes an event of its own for some.
#[daemon]
struct Watch;

#[daemon]
impl Watch {
    #[subscribe]
    async fn measured(&mut self, event: Arc<Measured>, ctx: &Context) -> Result {
        if event.celsius > 30.0 {
            ctx.publish(TooWarm(event)).await?;
        }
        Ok(())
    }

    #[subscribe]
    fn too_warm(&mut self, TooWarm(measured): &TooWarm) {
        println!("watch: too warm: {}", measured.room);
    }
}

/// Keeps all measurements.
#[daemon]
struct Diary {
    entries: Vec<Measured>,
}

#[daemon]
impl Diary {
    #[subscribe]
    fn measured(&mut self, event: Measured) {
        self.entries.push(event);
    }

    #[cleanup]
    fn read_out(&mut self) {
        for Measured { room, celsius } in &self.entries {
            println!("diary: {room} {celsius:.1} °C");
        }
    }
}

#[tokio::main]
async fn main() -> Result {
    App::new().run_until(tokio::time::sleep(Duration::from_millis(300))).await?;
    Ok(())
}
