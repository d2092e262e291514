//! Circuit breakers.

use std::time::Duration;

use actors::{
    patterns::circuit_breaker::{BreakerError, CircuitBreaker, CircuitState},
    prelude::*,
};

use crate::{SOON, on_every_base};

const HOUR: Duration = Duration::from_secs(3600);

/// Answers, refuses or panics, as it is told.
#[derive(Default)]
struct Moody {
    asked: u32,
}

#[message]
#[derive(PartialEq)]
enum Mood {
    Answer,
    Refuse,
    Panic,
    Hang,
}

#[message]
struct Asked;

#[actor(on_panic = "resume")]
impl Moody {
    #[handler(retry = false)]
    async fn ask(&mut self, mood: Mood) -> Result<u32, String> {
        self.asked += 1;
        match mood {
            Mood::Answer => Ok(self.asked),
            Mood::Refuse => Err("no".into()),
            Mood::Panic => panic!("it was told to"),
            Mood::Hang => std::future::pending().await,
        }
    }

    #[handler]
    fn asked(&mut self, _: Asked) -> u32 {
        self.asked
    }
}

async fn breaker(system: &ActorSystem) -> CircuitBreaker<Moody> {
    let moody = system.create::<Moody>(()).await.expect("created");
    CircuitBreaker::new(moody).failures(2).open_for(HOUR).timeout(SOON)
}

async fn a_breaker_opens_after_failures_in_a_row_and_then_sends_nothing(system: ActorSystem) {
    let breaker = breaker(&system).await;
    for mood in [Mood::Panic, Mood::Answer, Mood::Panic, Mood::Panic] {
        let is_well = mood == Mood::Answer;
        let answer = breaker.ask(mood).await;
        assert_eq!(answer.is_ok(), is_well, "{answer:?}");
        assert!(!matches!(answer, Err(BreakerError::Open { .. })));
    }
    let refused = breaker.ask(Mood::Answer).await.expect_err("it is open");
    assert!(matches!(refused, BreakerError::Open { left } if left <= HOUR), "{refused:?}");
    assert_eq!(breaker.address().ask(Asked).timeout(SOON).await, Ok(4), "nothing was sent");
    let status = breaker.status();
    assert_eq!((status.opened, status.refused, status.failures), (1, 1, 2));
}

async fn a_breaker_that_has_been_open_tries_one_and_closes_when_it_is_answered(
    system: ActorSystem,
) {
    let breaker = breaker(&system).await.open_for(Duration::ZERO);
    for opened in 1..4 {
        while breaker.status().opened < opened {
            breaker.ask(Mood::Panic).await.expect_err("it panics");
        }
        assert_eq!(breaker.status().state, CircuitState::HalfOpen);
    }
    breaker.ask(Mood::Answer).await.expect("it is tried");
    assert_eq!(breaker.status().state, CircuitState::Closed);
}

async fn an_error_of_the_handler_is_an_answer_unless_it_is_said_to_count(system: ActorSystem) {
    let breaker = breaker(&system).await;
    for _ in 0..3 {
        let answer = breaker.ask(Mood::Refuse).await;
        assert_eq!(answer, Err(BreakerError::Ask(AskError::Handler("no".into()))));
    }
    assert_eq!(breaker.status().state, CircuitState::Closed);
    let strict = breaker.clone().counting_errors();
    for _ in 0..2 {
        strict.ask(Mood::Refuse).await.expect_err("it refuses");
    }
    let refused = breaker.ask(Mood::Answer).await;
    assert!(matches!(refused, Err(BreakerError::Open { .. })), "clones share one state");
    breaker.close();
    breaker.ask(Mood::Answer).await.expect("it is closed");
}

async fn an_ask_that_takes_too_long_is_a_failure(system: ActorSystem) {
    let breaker = breaker(&system).await.failures(1).timeout(Duration::from_millis(1));
    let answer = breaker.ask(Mood::Hang).await;
    assert!(matches!(answer, Err(BreakerError::Ask(AskError::Timeout(_)))), "{answer:?}");
    assert!(matches!(breaker.status().state, CircuitState::Open { .. }));
}

on_every_base! {
    a_breaker_opens_after_failures_in_a_row_and_then_sends_nothing
    a_breaker_that_has_been_open_tries_one_and_closes_when_it_is_answered
    an_error_of_the_handler_is_an_answer_unless_it_is_said_to_count
    an_ask_that_takes_too_long_is_a_failure
}

#[tokio::test]
async fn on_the_simple_base_a_breaker_goes_by_virtual_time() {
    let system = ActorSystem::start(Base::Simple).await.expect("starts");
    let breaker = breaker(&system).await.within(HOUR);
    for _ in 0..2 {
        breaker.ask(Mood::Panic).await.expect_err("it panics");
    }
    system.advance(HOUR / 2);
    assert_eq!(breaker.status().state, CircuitState::Open { left: HOUR / 2 });
    system.advance(HOUR / 2);
    breaker.ask(Mood::Answer).await.expect("it is tried");
    breaker.ask(Mood::Panic).await.expect_err("it panics");
    system.advance(HOUR);
    breaker.ask(Mood::Panic).await.expect_err("it panics");
    assert_eq!(breaker.status().failures, 1, "the first is too long ago");
    assert_eq!(breaker.status().state, CircuitState::Closed);
}
