//! The open asks of a process: who waits for which answer, and from which process it will come.

use crate::actor::{error::Failure, id::ProcessId};

/// The open asks, each with a sink `S` for its answer.
#[derive(Debug)]
pub(crate) struct Asks<S> {
    slots: Vec<Slot<S>>,
    free: Vec<u32>,
    open: usize,
}

#[derive(Debug)]
struct Slot<S> {
    generation: u32,
    ask: Option<(Option<ProcessId>, S)>,
}

impl<S> Asks<S> {
    /// Opens an ask whose answer will come from `holder`, as far as is known.
    #[expect(clippy::cast_possible_truncation, reason = "open asks are fewer than four billion")]
    pub(crate) fn open(&mut self, holder: Option<ProcessId>, sink: S) -> u64 {
        let index = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { generation: 0, ask: None });
            (self.slots.len() - 1) as u32
        });
        let slot = &mut self.slots[index as usize];
        slot.ask = Some((holder, sink));
        self.open += 1;
        u64::from(slot.generation) << 32 | u64::from(index)
    }

    /// Closes an ask. `None` when it was closed before, or never opened.
    pub(crate) fn close(&mut self, correlation: u64) -> Option<S> {
        let slot = self.slot(correlation)?;
        let (_, sink) = slot.ask.take()?;
        slot.generation = slot.generation.wrapping_add(1);
        #[expect(clippy::cast_possible_truncation, reason = "the lower half is the index")]
        self.free.push(correlation as u32);
        self.open -= 1;
        Some(sink)
    }

    /// From now on the answer will come from `holder`.
    pub(crate) fn hold(&mut self, correlation: u64, holder: Option<ProcessId>) {
        if let Some((old, _)) = self.slot(correlation).and_then(|slot| slot.ask.as_mut()) {
            *old = holder;
        }
    }

    /// Closes all asks whose answers would come from `gone`; from anywhere, where it is `None`.
    pub(crate) fn abandon(&mut self, gone: Option<ProcessId>) -> Vec<S> {
        let of_gone = |slot: &Slot<S>| match &slot.ask {
            Some((holder, _)) => gone.is_none() || *holder == gone,
            None => false,
        };
        let correlations: Vec<u64> = (0_u64..)
            .zip(&self.slots)
            .filter(|(_, slot)| of_gone(slot))
            .map(|(index, slot)| u64::from(slot.generation) << 32 | index)
            .collect();
        correlations.into_iter().filter_map(|correlation| self.close(correlation)).collect()
    }

    /// How many are open.
    pub(crate) fn len(&self) -> usize {
        self.open
    }

    #[expect(clippy::cast_possible_truncation, reason = "the halves are index and generation")]
    fn slot(&mut self, correlation: u64) -> Option<&mut Slot<S>> {
        let slot = self.slots.get_mut(correlation as u32 as usize)?;
        (slot.generation == (correlation >> 32) as u32).then_some(slot)
    }
}

impl<S> Default for Asks<S> {
    fn default() -> Self {
        Self { slots: Vec::new(), free: Vec::new(), open: 0 }
    }
}

/// What an asker hears when the process that would have answered is gone.
pub(crate) fn gone(reason: &crate::actor::error::ExitReason) -> Failure {
    Failure::Ended(reason.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_comes_twice_finds_nobody_the_second_time() {
        let mut asks = Asks::default();
        let first = asks.open(None, "first");
        assert_eq!(asks.close(first), Some("first"));
        let second = asks.open(None, "second");
        assert_ne!(first, second);
        assert_eq!(asks.close(first), None);
        assert_eq!(asks.close(second), Some("second"));
        assert_eq!(asks.len(), 0);
    }

    #[test]
    fn asks_end_with_the_process_that_holds_them_now() {
        let (a, b) = (ProcessId::random(), ProcessId::random());
        let mut asks = Asks::default();
        asks.open(Some(a), "a");
        let moved = asks.open(Some(a), "moved");
        asks.hold(moved, Some(b));
        assert_eq!(asks.abandon(Some(a)), ["a"]);
        assert_eq!(asks.abandon(Some(b)), ["moved"]);
    }
}
