use daemon_core::prelude::*;

use super::events::Beat;

#[daemon]
impl super::Heart {
    #[interval("1s")]
    async fn beat(&mut self, ctx: &Context) -> Result {
        self.beats += 1;
        Ok(ctx.publish(Beat(self.beats)).await?)
    }

    #[subscribe]
    async fn hear(&mut self, beat: &super::events::Beat) {
        assert!(beat.0 <= self.beats);
    }
}
