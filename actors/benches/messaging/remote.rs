//! Telling and asking between two processes; by hand, a Unix stream.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use tokio::{
    io::AsyncWriteExt,
    net::UnixStream,
    sync::{mpsc, oneshot},
};

use super::{
    actor::{counter, down, processes},
    gauge::{Gauge, Scale, latencies, on_workers},
    helper::{Helper, Role},
    stream::{ASK, CHUNK, COUNT, Input, Payload, TELL, Word, put},
    sys,
    talk::{self, ASKERS},
};

const ASKS: u64 = 50_000;
const MANY_ASKS: u64 = 640_000;
const TELLS: u64 = 1_000_000;
const LARGE_TELLS: u64 = 200_000;

/// The bytes of a small payload, and of a large one.
const SMALL: usize = 64;
const LARGE: usize = 4096;

/// A connection to a process that answers.
struct Client {
    helper: Helper,
    stream: UnixStream,
    input: Input,
    out: Vec<u8>,
}

impl Client {
    /// Starts the other process.
    fn start() -> Self {
        let helper = Helper::start(Role::Serve).expect("a helper");
        let line = helper.line.try_clone().expect("a stream");
        line.set_nonblocking(true).expect("a stream need not block");
        let stream = UnixStream::from_std(line).expect("a stream of the runtime");
        Self { helper, stream, input: Input::default(), out: Vec::with_capacity(2 * CHUNK) }
    }

    /// Ends the other process.
    fn end(self) {
        drop(self.stream);
        self.helper.end().expect("the end of a helper");
    }

    /// Writes what has gathered.
    async fn flush(&mut self) {
        self.stream.write_all(&self.out).await.expect("written");
        self.out.clear();
    }

    /// The next answer.
    async fn answer(&mut self) -> u64 {
        loop {
            if let Some(answer) = self.input.answer() {
                return answer;
            }
            assert!(self.input.fill(&mut self.stream).await.expect("read"), "it goes on");
        }
    }

    async fn ask_in_a_row(&mut self, count: u64) -> Vec<Duration> {
        let mut waits = Vec::with_capacity(usize::try_from(count).expect("they fit into memory"));
        for number in 0..count {
            let start = Instant::now();
            put(&mut self.out, ASK, &Word::new(number));
            self.flush().await;
            assert_eq!(self.answer().await, number);
            waits.push(start.elapsed());
        }
        waits
    }

    /// One task asks for all: for each answer that has come another question, all of them with one
    /// write.
    async fn ask_at_once(&mut self, count: u64) -> f64 {
        let gauge = Gauge::start(count);
        let (mut asked, mut answered) = (0, 0);
        while answered < count {
            while asked < count && asked - answered < ASKERS {
                put(&mut self.out, ASK, &Word::new(asked));
                asked += 1;
            }
            self.flush().await;
            assert_eq!(self.answer().await, answered);
            answered += 1;
            while let Some(answer) = self.input.answer() {
                assert_eq!(answer, answered);
                answered += 1;
            }
        }
        gauge.rate()
    }

    /// The same for many tasks that each wait for their own answer.
    async fn ask_from_tasks(&mut self, count: u64) -> f64 {
        let (questions, mut asked) = mpsc::channel::<(Word, oneshot::Sender<u64>)>(1024);
        let gauge = Gauge::start(count);
        for _ in 0..ASKERS {
            let questions = questions.clone();
            tokio::spawn(async move {
                for number in 0..count / ASKERS {
                    let (slot, answer) = oneshot::channel();
                    questions.send((Word::new(number), slot)).await.expect("it is taken");
                    assert_eq!(answer.await.expect("an answer"), number);
                }
            });
        }
        drop(questions);
        let mut waiting = VecDeque::new();
        loop {
            let Self { stream, input, out, .. } = self;
            tokio::select! {
                question = asked.recv() => {
                    let Some((word, slot)) = question else { return gauge.rate() };
                    put(out, ASK, &word);
                    waiting.push_back(slot);
                    while let Ok((word, slot)) = asked.try_recv() {
                        put(out, ASK, &word);
                        waiting.push_back(slot);
                    }
                    self.flush().await;
                }
                more = input.fill(stream), if !waiting.is_empty() => {
                    assert!(more.expect("read"), "it goes on");
                    while let Some(answer) = input.answer() {
                        let slot = waiting.pop_front().expect("a question for each answer");
                        slot.send(answer).expect("it is waited for");
                    }
                }
            }
        }
    }

    async fn tell(&mut self, count: u64, size: usize) -> f64 {
        let gauge = Gauge::start(count);
        for number in 0..count {
            put(&mut self.out, TELL, &Payload::new(number, size));
            if self.out.len() >= CHUNK {
                self.flush().await;
            }
        }
        put(&mut self.out, COUNT, &());
        self.flush().await;
        assert_eq!(self.answer().await, count);
        gauge.rate()
    }
}

pub(crate) fn ask_floor(scale: Scale) -> Vec<f64> {
    let count = scale.of(ASKS, 1);
    on_workers(async move {
        let mut client = Client::start();
        let waits = client.ask_in_a_row(count).await;
        client.end();
        latencies(waits)
    })
}

pub(crate) fn ask_actors(scale: Scale) -> Vec<f64> {
    let count = scale.of(ASKS, 1);
    on_workers(async move {
        let system = processes().await;
        let waits = talk::ask_in_a_row(&counter(&system).await, count).await;
        down(system).await;
        latencies(waits)
    })
}

pub(crate) fn ask1_floor(scale: Scale) -> Vec<f64> {
    sys::on_one_core(|| ask_floor(scale))
}

pub(crate) fn ask1_actors(scale: Scale) -> Vec<f64> {
    sys::on_one_core(|| ask_actors(scale))
}

pub(crate) fn ask64_floor(scale: Scale) -> Vec<f64> {
    let count = scale.of(MANY_ASKS, ASKERS);
    on_workers(async move {
        let mut client = Client::start();
        let rate = client.ask_from_tasks(count).await;
        client.end();
        vec![rate]
    })
}

pub(crate) fn pipe64_floor(scale: Scale) -> Vec<f64> {
    let count = scale.of(MANY_ASKS, ASKERS);
    on_workers(async move {
        let mut client = Client::start();
        let rate = client.ask_at_once(count).await;
        client.end();
        vec![rate]
    })
}

pub(crate) fn ask64_actors(scale: Scale) -> Vec<f64> {
    let count = scale.of(MANY_ASKS, ASKERS);
    on_workers(async move {
        let system = processes().await;
        let rate = talk::ask_at_once(&counter(&system).await, count).await;
        down(system).await;
        vec![rate]
    })
}

pub(crate) fn tell_floor(scale: Scale) -> Vec<f64> {
    told_by_hand(scale.of(TELLS, 1), SMALL)
}

pub(crate) fn tell_actors(scale: Scale) -> Vec<f64> {
    told_with_actors(scale.of(TELLS, 1), SMALL)
}

pub(crate) fn tell4k_floor(scale: Scale) -> Vec<f64> {
    told_by_hand(scale.of(LARGE_TELLS, 1), LARGE)
}

pub(crate) fn tell4k_actors(scale: Scale) -> Vec<f64> {
    told_with_actors(scale.of(LARGE_TELLS, 1), LARGE)
}

fn told_by_hand(count: u64, size: usize) -> Vec<f64> {
    on_workers(async move {
        let mut client = Client::start();
        let rate = client.tell(count, size).await;
        client.end();
        vec![rate]
    })
}

fn told_with_actors(count: u64, size: usize) -> Vec<f64> {
    on_workers(async move {
        let system = processes().await;
        let rate = talk::tell_payloads(&counter(&system).await, count, size).await;
        down(system).await;
        vec![rate]
    })
}
