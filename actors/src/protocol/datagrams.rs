//! Datagrams beside a stream: what may be lost, and what may not, in one order.
//!
//! Messages and answers leave as datagrams, and may be lost. The words of the system leave on a
//! stream, and are not. Both are taken in the order in which they were given, as far as they
//! arrive: a datagram says how many words were said before it, and a word how many frames. What
//! comes later than something that was given after it is dropped.
//!
//! Nothing here sends, waits or looks at a clock.

use std::{collections::VecDeque, mem, time::Duration};

use serde::{Deserialize, Serialize};

/// The most bytes that a message has, so that it fits into a datagram with all that goes before it.
pub(crate) const MAX_BODY: usize = 65_000;

/// The most bytes of frames in one datagram.
const MAX_FRAMES: usize = MAX_BODY + 256;

/// How many bytes may be on their way to one process: about what its socket has room for, shared
/// with a few others.
const WINDOW: u64 = 64 * 1024;

/// What a datagram costs beside its bytes, in the room of a socket.
const OVERHEAD: u64 = 768;

/// After so many bytes the receiver says how far it is.
const TELL: u64 = WINDOW / 4;

/// How long a word, the end of its sender among them, waits for the datagrams before it, which are
/// lost then.
pub(crate) const PATIENCE: Duration = Duration::from_millis(30);

/// How many datagrams and words may wait for one another.
const EARLY: usize = 4096;

/// What a process must know to send datagrams to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Door {
    /// The port on loopback.
    pub(crate) port: u16,
    /// What seals what is sent there. It is told over connections of this user only.
    pub(crate) key: [u8; 16],
}

/// How far a sender is: so many frames, so many bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Position {
    pub(crate) frames: u64,
    pub(crate) bytes: u64,
}

/// The frames of one datagram, and where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Batch {
    /// How many frames were given before these.
    pub(crate) first: u64,
    /// How many words were said before these.
    pub(crate) words: u64,
    /// Where the sender is behind these.
    pub(crate) end: Position,
    pub(crate) frames: Vec<u8>,
}

/// What is to leave next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// On the way of datagrams.
    Batch(Batch),
    /// On the stream: a frame, said behind so many others.
    Word(Position, Vec<u8>),
}

/// The sender's side.
#[derive(Debug, Default)]
pub(crate) struct Outgoing {
    waiting: VecDeque<Leaving>,
    /// How much waits, in bytes.
    buffered: usize,
    /// Where this side is, with all that waits.
    end: Position,
    words: u64,
    /// Where this side is with what has left.
    left: Position,
    /// Where the other side has said that it is.
    taken: u64,
}

impl Outgoing {
    /// Takes a frame that may be lost.
    pub(crate) fn push(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let mut frame = Vec::new();
        if let Some(Leaving::Batch(last)) = self.waiting.back_mut() {
            let before = last.frames.len();
            write(&mut last.frames);
            let size = last.frames.len() - before;
            self.buffered += size;
            if last.frames.len() <= MAX_FRAMES {
                self.end.frames += 1;
                self.end.bytes += size as u64;
                last.end = self.end;
                return;
            }
            frame = last.frames.split_off(before);
        } else {
            write(&mut frame);
            self.buffered += frame.len();
        }
        let first = self.end.frames;
        self.end.frames += 1;
        self.end.bytes += frame.len() as u64 + OVERHEAD;
        let batch = Batch { first, words: self.words, end: self.end, frames: frame };
        self.waiting.push_back(Leaving::Batch(batch));
    }

    /// Takes a frame that may not be lost.
    pub(crate) fn say(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let mut frame = Vec::new();
        write(&mut frame);
        self.buffered += frame.len();
        self.words += 1;
        self.waiting.push_back(Leaving::Word(self.end, frame));
    }

    /// What may leave now.
    pub(crate) fn next(&mut self) -> Option<Leaving> {
        if let Some(Leaving::Batch(batch)) = self.waiting.front() {
            let under_way = self.left.bytes.saturating_sub(self.taken);
            let size = batch.end.bytes - self.left.bytes;
            if under_way > 0 && under_way + size > WINDOW {
                return None;
            }
        }
        let leaving = self.waiting.pop_front()?;
        match &leaving {
            Leaving::Batch(batch) => {
                self.buffered -= batch.frames.len();
                self.left = batch.end;
            }
            Leaving::Word(_, frame) => self.buffered -= frame.len(),
        }
        Some(leaving)
    }

    /// The only thing that waits, when it may leave now.
    pub(crate) fn only(&mut self) -> Option<Leaving> {
        if self.waiting.len() == 1 { self.next() } else { None }
    }

    /// The other side has all up to here, or will never have it. `true` when more may leave.
    pub(crate) fn taken(&mut self, bytes: u64) -> bool {
        let further = bytes > self.taken;
        self.taken = self.taken.max(bytes);
        further
    }

    /// A word ahead of all that waits, which says where this side is with what has left.
    pub(crate) fn remind(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> Leaving {
        let mut frame = Vec::new();
        write(&mut frame);
        // It is said before what waits, so all of that is behind one word more.
        self.words += 1;
        for leaving in &mut self.waiting {
            if let Leaving::Batch(batch) = leaving {
                batch.words += 1;
            }
        }
        Leaving::Word(self.left, frame)
    }

    /// Whether something waits for the other side to take what is under way.
    pub(crate) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// How many bytes wait.
    pub(crate) const fn buffered(&self) -> usize {
        self.buffered
    }

    /// The frames that will never leave.
    pub(crate) fn abandon(&mut self) -> Vec<u8> {
        self.buffered = 0;
        let waiting = mem::take(&mut self.waiting).into_iter();
        let frames = waiting.map(|leaving| match leaving {
            Leaving::Batch(batch) => batch.frames,
            Leaving::Word(_, frame) => frame,
        });
        frames.collect::<Vec<_>>().concat()
    }
}

/// The receiver's side.
#[derive(Debug, Default)]
pub(crate) struct Incoming {
    /// Up to here frames have been taken or given up.
    at: Position,
    words: u64,
    batches: VecDeque<Batch>,
    /// Words that wait: behind what, the frame, and until when.
    waiting: VecDeque<(Position, Vec<u8>, Duration)>,
    told: u64,
    dropped: u64,
}

impl Incoming {
    /// A datagram has come.
    pub(crate) fn batch(&mut self, batch: Batch) {
        let last = self.batches.back().map_or(self.at.frames, |last| last.end.frames);
        let is_late = batch.first < last || batch.end.frames <= batch.first;
        if is_late || self.batches.len() >= EARLY {
            self.dropped += 1;
            return;
        }
        self.batches.push_back(batch);
    }

    /// A word has come that was said behind `after`.
    pub(crate) fn word(&mut self, after: Position, frame: Vec<u8>, now: Duration) {
        self.waiting.push_back((after, frame, now + PATIENCE));
    }

    /// The frames whose turn it is.
    pub(crate) fn next(&mut self, now: Duration) -> Option<Vec<u8>> {
        if let Some((after, _, until)) = self.waiting.front() {
            // What is missing before the first that came will not come in time.
            let overtaken = self.batches.front().is_some_and(|first| first.first >= after.frames);
            if self.at.frames >= after.frames || overtaken || *until <= now {
                let (after, frame, _) = self.waiting.pop_front()?;
                self.words += 1;
                self.reach(after);
                // Given up with what was missing.
                while self.batches.front().is_some_and(|first| first.first < self.at.frames) {
                    self.batches.pop_front();
                    self.dropped += 1;
                }
                return Some(frame);
            }
        }
        if self.batches.front()?.words > self.words {
            return None;
        }
        let batch = self.batches.pop_front()?;
        self.reach(batch.end);
        Some(batch.frames)
    }

    fn reach(&mut self, position: Position) {
        self.at.frames = self.at.frames.max(position.frames);
        self.at.bytes = self.at.bytes.max(position.bytes);
    }

    /// When [`next`](Self::next) is to be asked again although nothing came.
    pub(crate) fn until(&self) -> Option<Duration> {
        self.waiting.front().map(|(_, _, until)| *until)
    }

    /// Where this side is, when it is time to say so.
    pub(crate) fn tell(&mut self) -> Option<u64> {
        (self.at.bytes >= self.told + TELL).then(|| self.tell_now())
    }

    /// Where this side is.
    pub(crate) fn tell_now(&mut self) -> u64 {
        self.told = self.at.bytes;
        self.told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(1);

    fn text(frames: Vec<u8>) -> String {
        String::from_utf8(frames).expect("text")
    }

    /// Sends all that may leave, but for the datagrams that `lost` names by number.
    fn carry(outgoing: &mut Outgoing, incoming: &mut Incoming, lost: &[usize]) {
        let mut number = 0;
        while let Some(leaving) = outgoing.next() {
            match leaving {
                Leaving::Batch(batch) => {
                    if !lost.contains(&number) {
                        incoming.batch(batch);
                    }
                    number += 1;
                }
                Leaving::Word(after, frame) => incoming.word(after, frame, NOW),
            }
        }
    }

    fn heard(incoming: &mut Incoming, now: Duration) -> String {
        std::iter::from_fn(|| incoming.next(now)).map(text).collect()
    }

    fn say(outgoing: &mut Outgoing, text: &str) {
        for letter in text.bytes() {
            match letter {
                b'A'..=b'Z' => outgoing.say(|out| out.push(letter)),
                _ => outgoing.push(|out| out.push(letter)),
            }
        }
    }

    #[test]
    fn frames_and_words_are_taken_in_the_order_in_which_they_were_given() {
        let (mut outgoing, mut incoming) = (Outgoing::default(), Incoming::default());
        say(&mut outgoing, "abAcBCde");
        carry(&mut outgoing, &mut incoming, &[]);
        assert_eq!(heard(&mut incoming, NOW), "abAcBCde");
    }

    #[test]
    fn the_two_ways_may_be_of_any_speed() {
        let (mut outgoing, mut words, mut batches) = (Outgoing::default(), vec![], vec![]);
        say(&mut outgoing, "abAcdBef");
        while let Some(leaving) = outgoing.next() {
            match leaving {
                Leaving::Batch(batch) => batches.push(batch),
                Leaving::Word(after, frame) => words.push((after, frame)),
            }
        }
        let mut first = Incoming::default();
        words.iter().cloned().for_each(|(after, frame)| first.word(after, frame, NOW));
        assert_eq!(heard(&mut first, NOW), "");
        batches.iter().cloned().for_each(|batch| first.batch(batch));
        assert_eq!(heard(&mut first, NOW), "abAcdBef");

        let mut last = Incoming::default();
        batches.into_iter().for_each(|batch| last.batch(batch));
        assert_eq!(heard(&mut last, NOW), "ab");
        words.into_iter().for_each(|(after, frame)| last.word(after, frame, NOW));
        assert_eq!(heard(&mut last, NOW), "AcdBef");
    }

    #[test]
    fn what_is_lost_holds_nothing_up_for_long() {
        let (mut outgoing, mut incoming) = (Outgoing::default(), Incoming::default());
        say(&mut outgoing, "aAbBc");
        carry(&mut outgoing, &mut incoming, &[1]);
        assert_eq!(heard(&mut incoming, NOW), "aABc", "what came behind it says that it is lost");
        say(&mut outgoing, "dD");
        carry(&mut outgoing, &mut incoming, &[0]);
        assert_eq!(heard(&mut incoming, NOW), "");
        let later = incoming.until().expect("it waits");
        assert_eq!(heard(&mut incoming, later), "D");
    }

    #[test]
    fn what_comes_late_or_twice_is_dropped() {
        let (mut outgoing, mut incoming) = (Outgoing::default(), Incoming::default());
        let mut batches = Vec::new();
        for letter in ["a", "b", "c"] {
            say(&mut outgoing, letter);
            let Some(Leaving::Batch(batch)) = outgoing.next() else { panic!("a batch") };
            batches.push(batch);
        }
        for at in [0, 2, 1, 2, 0] {
            incoming.batch(batches[at].clone());
        }
        assert_eq!(heard(&mut incoming, NOW), "ac");
        assert_eq!(incoming.dropped, 3);
    }

    #[test]
    fn no_more_is_under_way_than_a_socket_has_room_for_and_losses_do_not_stop_it() {
        let (mut outgoing, mut incoming) = (Outgoing::default(), Incoming::default());
        let total = 200;
        for _ in 0..total {
            outgoing.push(|out| out.extend_from_slice(&[b'x'; 9000]));
        }
        let mut rounds = 0;
        while outgoing.is_waiting() {
            // The first of each round is lost, and so is every word about how far it is.
            carry(&mut outgoing, &mut incoming, &[0]);
            heard(&mut incoming, NOW);
            assert!(outgoing.next().is_none() || !outgoing.is_waiting());
            let Leaving::Word(after, frame) = outgoing.remind(|out| out.push(b'?')) else {
                panic!("a word")
            };
            incoming.word(after, frame, NOW);
            let later = incoming.until().expect("it waits");
            assert!(heard(&mut incoming, later).ends_with('?'));
            assert!(outgoing.taken(incoming.tell_now()));
            rounds += 1;
            assert!(rounds <= total, "it goes on");
        }
        assert!(rounds > 10, "little at a time: {rounds}");
    }
}
