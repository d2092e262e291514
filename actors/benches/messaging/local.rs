//! Telling and asking within the process; by hand, a task behind a channel.

use tokio::sync::{mpsc, oneshot};

use super::{
    actor::{Word, counter, down, threads},
    gauge::{Gauge, Scale, on_workers},
    talk::{self, ASKERS},
};

/// How many messages may wait for an actor, and in a channel.
pub(crate) const CAPACITY: usize = 1024;

const TELLS: u64 = 2_000_000;
const ASKS: u64 = 200_000;
const MANY_ASKS: u64 = 640_000;

pub(crate) fn tell_floor(scale: Scale) -> Vec<f64> {
    let count = scale.of(TELLS, 1);
    on_workers(async move {
        let (sender, mut receiver) = mpsc::channel::<Word>(CAPACITY);
        let counting = tokio::spawn(async move {
            let (mut count, mut sum) = (0, 0_u64);
            while let Some(word) = receiver.recv().await {
                count += 1;
                sum = sum.wrapping_add(word.number);
            }
            (count, sum)
        });
        let gauge = Gauge::start(count);
        for number in 0..count {
            sender.send(Word::new(number)).await.expect("told");
        }
        drop(sender);
        assert_eq!(counting.await.expect("a count").0, count);
        vec![gauge.rate()]
    })
}

pub(crate) fn tell_actors(scale: Scale) -> Vec<f64> {
    let count = scale.of(TELLS, 1);
    on_workers(async move {
        let system = threads().await;
        let rate = talk::tell_words(&counter(&system).await, count).await;
        down(system).await;
        vec![rate]
    })
}

/// What a task behind a channel is asked.
type Question = (Word, oneshot::Sender<u64>);

/// A task that answers until nobody can ask.
fn answering() -> mpsc::Sender<Question> {
    let (sender, mut receiver) = mpsc::channel::<Question>(CAPACITY);
    tokio::spawn(async move {
        while let Some((word, answer)) = receiver.recv().await {
            answer.send(word.number).expect("an asker waits");
        }
    });
    sender
}

async fn ask(questions: &mpsc::Sender<Question>, number: u64) {
    let (sender, answer) = oneshot::channel();
    questions.send((Word::new(number), sender)).await.expect("asked");
    assert_eq!(answer.await.expect("an answer"), number);
}

pub(crate) fn ask_floor(scale: Scale) -> Vec<f64> {
    let count = scale.of(ASKS, 1);
    on_workers(async move {
        let questions = answering();
        let gauge = Gauge::start(count);
        for number in 0..count {
            ask(&questions, number).await;
        }
        vec![gauge.nanos()]
    })
}

pub(crate) fn ask_actors(scale: Scale) -> Vec<f64> {
    let count = scale.of(ASKS, 1);
    on_workers(async move {
        let system = threads().await;
        let counter = counter(&system).await;
        let gauge = Gauge::start(count);
        for number in 0..count {
            assert_eq!(counter.ask(Word::new(number)).await.expect("an answer"), number);
        }
        let nanos = gauge.nanos();
        down(system).await;
        vec![nanos]
    })
}

pub(crate) fn ask64_floor(scale: Scale) -> Vec<f64> {
    let count = scale.of(MANY_ASKS, ASKERS);
    on_workers(async move {
        let questions = answering();
        let gauge = Gauge::start(count);
        let asker = |questions: mpsc::Sender<Question>| async move {
            for number in 0..count / ASKERS {
                ask(&questions, number).await;
            }
        };
        let askers: Vec<_> = (0..ASKERS).map(|_| tokio::spawn(asker(questions.clone()))).collect();
        for asker in askers {
            asker.await.expect("an asker");
        }
        vec![gauge.rate()]
    })
}

pub(crate) fn ask64_actors(scale: Scale) -> Vec<f64> {
    let count = scale.of(MANY_ASKS, ASKERS);
    on_workers(async move {
        let system = threads().await;
        let rate = talk::ask_at_once(&counter(&system).await, count).await;
        down(system).await;
        vec![rate]
    })
}
