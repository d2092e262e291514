//! The mailbox in every order in which threads can come to it, as loom finds them.

use std::{
    collections::VecDeque,
    future::poll_fn,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use loom::{future::block_on, model::Builder, thread};

#[expect(dead_code, reason = "not all of it is shown here")]
#[path = "../src/queue/mailbox.rs"]
mod mailbox;

#[path = "../src/queue/waiting.rs"]
mod waiting;

/// What the mailbox finds in the crate, but of loom.
mod sync {
    pub(crate) use loom::sync::{
        Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    };

    pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex.lock().expect("nobody panics under a lock")
    }
}

use mailbox::{Mailbox, Pressure, Refused, Taken};

type Numbers = Mailbox<u32, &'static str>;

/// Tries every order, as far as a thread is interrupted twice.
fn every_order(of: impl Fn() + Send + Sync + 'static) {
    let mut builder = Builder::new();
    builder.preemption_bound = Some(2);
    builder.check(of);
}

/// Takes until there are so many messages.
async fn take(mailbox: &Numbers, count: usize) -> Vec<u32> {
    let (mut taken, mut controls) = (Vec::new(), VecDeque::new());
    while taken.len() < count {
        let mut batch = VecDeque::new();
        poll_fn(|cx| mailbox.poll_take(cx, &mut batch, &mut controls)).await;
        taken.extend(batch);
    }
    taken
}

fn push(mailbox: &Numbers, number: u32) {
    assert_eq!(mailbox.push(number, |number| number), Ok(Pressure::Low));
}

#[test]
fn what_a_receiver_looks_for_is_found_and_stays() {
    every_order(|| {
        let mailbox = Arc::new(Numbers::new(8));
        let sending = mailbox.clone();
        let sender = thread::spawn(move || {
            push(&sending, 1);
            push(&sending, 2);
        });
        let (mut seen, mut controls) = (0, VecDeque::new());
        let two = |number: &u32| (*number == 2).then_some("two");
        let found = poll_fn(|cx| mailbox.poll_found(cx, 0, &mut seen, two, &mut controls));
        assert_eq!(block_on(found), Some("two"));
        sender.join().expect("it ends");
        assert_eq!((seen, mailbox.len()), (2, 2));
        assert_eq!(block_on(take(&mailbox, 2)), [1, 2]);
    });
}

#[test]
fn what_two_send_comes_in_the_order_of_each() {
    every_order(|| {
        let mailbox = Arc::new(Numbers::new(8));
        let sending = mailbox.clone();
        let sender = thread::spawn(move || {
            push(&sending, 1);
            push(&sending, 2);
        });
        let sending = mailbox.clone();
        let other = thread::spawn(move || push(&sending, 10));
        let taken = block_on(take(&mailbox, 3));
        let of_one: Vec<_> = taken.iter().filter(|number| **number < 10).collect();
        assert_eq!(of_one, [&1, &2]);
        sender.join().expect("it sends");
        other.join().expect("it sends");
    });
}

#[test]
fn one_who_waits_for_room_is_let_in() {
    every_order(|| {
        let mailbox = Arc::new(Numbers::new(1));
        let sending = mailbox.clone();
        let sender = thread::spawn(move || {
            for number in 0..2 {
                let mut message = Some(number);
                let sent = poll_fn(|cx| sending.poll_push(cx, &mut message, |number| number));
                assert_eq!(block_on(sent), Ok(()));
            }
        });
        assert_eq!(block_on(take(&mailbox, 2)), [0, 1]);
        sender.join().expect("it sends");
    });
}

#[test]
fn one_who_gives_up_waiting_makes_way_for_another() {
    every_order(|| {
        let mailbox = Arc::new(Numbers::new(1));
        push_full(&mailbox);
        let mut noop = Context::from_waker(Waker::noop());
        let waits = mailbox.poll_push(&mut noop, &mut Some(1), |number| number);
        assert_eq!(waits, Poll::Pending);
        let sending = mailbox.clone();
        let sender = thread::spawn(move || {
            let mut message = Some(2);
            block_on(poll_fn(|cx| sending.poll_push(cx, &mut message, |number| number)))
        });
        mailbox.give_way();
        assert_eq!(block_on(take(&mailbox, 2)), [0, 2]);
        assert_eq!(sender.join().expect("it sends"), Ok(()));
    });
}

fn push_full(mailbox: &Numbers) {
    assert_eq!(mailbox.push(0, |number| number), Ok(Pressure::High));
}

#[test]
fn a_message_is_taken_or_handed_back_when_the_mailbox_closes() {
    every_order(|| {
        let mailbox = Arc::new(Numbers::new(8));
        let sending = mailbox.clone();
        let sender = thread::spawn(move || sending.try_push(1, |number| number));
        let (left, _) = mailbox.close();
        match sender.join().expect("it sends") {
            Ok(()) => assert_eq!(left, [1]),
            Err(refused) => {
                assert_eq!(refused, (1, Refused::Closed));
                assert!(left.is_empty());
            }
        }
    });
}

#[test]
fn a_word_of_the_system_wakes_one_who_is_busy_and_messages_do_not() {
    every_order(|| {
        let mailbox = Arc::new(Numbers::new(8));
        let sending = mailbox.clone();
        let sender = thread::spawn(move || {
            push(&sending, 1);
            sending.push_control("stop").expect("it is open");
        });
        block_on(poll_fn(|cx| mailbox.poll_busy(cx, |word| *word == "stop")));
        assert!(mailbox.is_urgent());
        let (mut messages, mut words) = (VecDeque::new(), VecDeque::new());
        let taken = block_on(poll_fn(|cx| mailbox.poll_take(cx, &mut messages, &mut words)));
        assert_eq!((taken, messages.len(), words.len()), (Taken::Some, 1, 1));
        sender.join().expect("it sends");
    });
}

#[test]
fn a_receiver_without_room_takes_words_and_leaves_messages() {
    every_order(|| {
        let mailbox = Arc::new(Numbers::new(3));
        push(&mailbox, 1);
        let sending = mailbox.clone();
        let sender = thread::spawn(move || {
            push(&sending, 2);
            // The word, which nothing tells from a message where it is sent.
            let _ = sending.push(100, |number| number);
            block_on(poll_fn(|cx| sending.poll_room(cx)));
        });
        let (mut seen, mut controls, mut words) = (0, VecDeque::new(), VecDeque::new());
        let is_word = |number: &u32| *number == 100;
        let taken = block_on(poll_fn(|cx| {
            mailbox.poll_words(cx, &mut seen, is_word, &mut words, &mut controls)
        }));
        assert_eq!((taken, words), (Taken::Some, VecDeque::from([100])));
        // There is room where the word was.
        sender.join().expect("it is let in");
        assert_eq!(block_on(take(&mailbox, 2)), [1, 2]);
    });
}

#[test]
fn one_who_watches_hears_when_the_receiver_has_handled_all() {
    every_order(|| {
        let mailbox = Arc::new(Numbers::new(8));
        let receiving = mailbox.clone();
        let receiver = thread::spawn(move || {
            assert_eq!(block_on(take(&receiving, 2)), [1, 2]);
            // It comes back, and finds nothing.
            let (mut messages, mut words) = (VecDeque::new(), VecDeque::new());
            let mut noop = Context::from_waker(Waker::noop());
            let again = receiving.poll_take(&mut noop, &mut messages, &mut words);
            assert_eq!(again, Poll::Pending);
        });
        let mut watching = None;
        let handled = poll_fn(|cx| match watching {
            None => {
                let mut both = VecDeque::from([1, 2]);
                watching = mailbox.push_all(&mut both, Some(cx.waker()));
                Poll::Pending
            }
            Some(last) => mailbox.poll_handled(cx, last),
        });
        block_on(handled);
        assert_eq!(mailbox.handled(), 2);
        receiver.join().expect("it receives");
    });
}

#[test]
fn what_is_held_is_not_handled_and_those_who_wait_for_it_are_told() {
    every_order(|| {
        let mailbox = Arc::new(Numbers::new(8));
        let mut messages = VecDeque::from([1, 2, 3]);
        assert_eq!(mailbox.push_all(&mut messages, None), Some(3));
        let receiving = mailbox.clone();
        let receiver = thread::spawn(move || {
            let mut noop = Context::from_waker(Waker::noop());
            let (mut taken, mut words) = (VecDeque::new(), VecDeque::new());
            let _ = receiving.poll_take(&mut noop, &mut taken, &mut words);
            // The first is handled, the second held, the third handled.
            receiving.hold(1);
            taken.clear();
            let _ = receiving.poll_take(&mut noop, &mut taken, &mut words);
        });
        block_on(poll_fn(|cx| mailbox.poll_handled(cx, 1)));
        receiver.join().expect("it ends");
        let mut noop = Context::from_waker(Waker::noop());
        assert!(mailbox.poll_handled(&mut noop, 2).is_pending());
        assert!(mailbox.is_holding());
        assert_eq!(mailbox.handled(), 1);
        mailbox.let_go();
        assert!(!mailbox.is_holding());
    });
}

#[test]
fn all_that_was_held_is_handled_when_it_is_let_go() {
    every_order(|| {
        let mailbox = Arc::new(Numbers::new(8));
        let mut messages = VecDeque::from([1, 2]);
        assert_eq!(mailbox.push_all(&mut messages, None), Some(2));
        let receiving = mailbox.clone();
        let receiver = thread::spawn(move || {
            let mut noop = Context::from_waker(Waker::noop());
            let (mut taken, mut words) = (VecDeque::new(), VecDeque::new());
            let _ = receiving.poll_take(&mut noop, &mut taken, &mut words);
            receiving.hold(1);
            taken.clear();
            let _ = receiving.poll_take(&mut noop, &mut taken, &mut words);
            receiving.let_go();
            let _ = receiving.poll_take(&mut noop, &mut taken, &mut words);
        });
        block_on(poll_fn(|cx| mailbox.poll_handled(cx, 2)));
        receiver.join().expect("it ends");
    });
}
