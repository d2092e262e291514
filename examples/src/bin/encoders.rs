//! A text in four encodings, with what each does to its length: an acceptor, an actor for each
//! encoding, and an analyzer.
//!
//! ```text
//!            ┌── Plain ───┐
//!            ├── Base64 ──┤
//!  Acceptor ─┤            ├─ Analyzer ── the asker
//!            ├── Rot13 ───┤
//!            └── Morse ───┘
//! ```
//! Every message has all that is needed to handle it: the text, where it goes next, and who waits
//! for it. So an actor has nothing in its memory that would be missed, and any of them may be
//! killed: the acceptor makes it again, and an asker whose text was lost with it asks once more.
#![expect(clippy::print_stdout, reason = "the encoded texts are what the program is for")]

use std::{
    collections::BTreeMap,
    io::{self, BufRead as _},
    process::Command,
    time::Duration,
};

use actors::{Error, prelude::*};
use actors_examples::options::Options;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use clap::{Parser, ValueEnum};
use futures_util::future::try_join_all;

/// A text in four encodings, with the density of each.
#[derive(Debug, Parser)]
struct Args {
    /// What every example takes
    #[command(flatten)]
    options: Options,
    /// What is encoded; `-` for the lines of the standard input
    #[arg(long, default_value = "This is a multi-system test")]
    text: String,
    /// Kill this actor, and encode everything once more: with `kill -9` where it has a process,
    /// else by an exit request
    #[arg(long, value_name = "ACTOR")]
    kill: Option<Part>,
}

/// An actor of the program.
#[message]
#[derive(Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Part {
    Plain,
    Base64,
    Rot13,
    Morse,
    Analyzer,
    Acceptor,
}

/// The encoders among them.
const METHODS: [Part; 4] = [Part::Plain, Part::Base64, Part::Rot13, Part::Morse];

/// A text to be encoded by this method.
#[message]
struct Encode(Part, String);

/// The same on its way: where it goes next, and who waits for it.
#[message]
struct EncodeThis {
    text: String,
    analyzer: Recipient<Encoded>,
    asker: ReplyTo<Report>,
}

/// An encoded text, with what it was made of.
#[message]
struct Encoded {
    request: EncodeThis,
    encoded: String,
}

/// What became of a text.
#[message]
struct Report {
    encoded: String,
    /// How many letters of the text each letter of the encoded one stands for.
    density: f64,
}

/// Asks for the address of an actor.
#[message]
struct Where(Part);

/// Takes texts in, and sees to it that all others are there.
struct Acceptor {
    analyzer: Address<Analyzer>,
    encoders: BTreeMap<Part, Recipient<EncodeThis>>,
}

#[actor]
impl Acceptor {
    #[init]
    fn new(ctx: &mut Context<Self>) -> Self {
        let analyzer = ctx.spawn::<Analyzer>(());
        let encoders = METHODS.map(|method| (method, encoder(method, ctx)));
        Self { analyzer, encoders: encoders.into() }
    }

    #[handler]
    fn encode(
        &mut self,
        Encode(method, text): Encode,
        asker: ReplyTo<Report>,
        ctx: &mut Context<Self>,
    ) {
        if let Some(encoder) = self.encoders.get(&method) {
            let analyzer = self.analyzer.recipient();
            ctx.send(encoder, EncodeThis { text, analyzer, asker });
        }
    }

    /// Whoever has ended is made again. That nothing else has to be done is due to the messages.
    #[handler]
    fn child_exited(&mut self, exited: ChildActorExited, ctx: &mut Context<Self>) {
        if exited.reason == ExitReason::SystemShutdown {
            return;
        }
        if exited.child == self.analyzer.any() {
            self.analyzer = ctx.spawn::<Analyzer>(());
        }
        for (method, recipient) in &mut self.encoders {
            if exited.child == recipient.any() {
                *recipient = encoder(*method, ctx);
            }
        }
    }

    #[handler]
    fn whereabouts(&self, Where(part): Where, ctx: &mut Context<Self>) -> AnyAddress {
        match self.encoders.get(&part) {
            Some(encoder) => encoder.any(),
            None if part == Part::Analyzer => self.analyzer.any(),
            None => ctx.address().any(),
        }
    }
}

/// Makes an encoder. They are actors of different types; what counts is that all take the message.
fn encoder(method: Part, ctx: &mut Context<Acceptor>) -> Recipient<EncodeThis> {
    match method {
        Part::Base64 => ctx.spawn::<Base64>(()).recipient(),
        Part::Rot13 => ctx.spawn::<Rot13>(()).recipient(),
        Part::Morse => ctx.spawn::<Morse>(()).recipient(),
        _ => ctx.spawn::<Plain>(()).recipient(),
    }
}

#[derive(Default)]
struct Analyzer;

#[actor]
impl Analyzer {
    #[handler]
    fn analyze(&self, Encoded { request, encoded }: Encoded) {
        let [before, after] = [&request.text, &encoded].map(|text| text.chars().count() as f64);
        let density = if after == 0.0 { 0.0 } else { before / after };
        request.asker.send(Report { encoded, density });
    }
}

#[derive(Default)]
struct Plain;

#[actor]
impl Plain {
    #[handler]
    fn encode(&self, request: EncodeThis, ctx: &mut Context<Self>) {
        let encoded = request.text.clone();
        ctx.send(&request.analyzer.clone(), Encoded { request, encoded });
    }
}

#[derive(Default)]
struct Base64;

#[actor]
impl Base64 {
    #[handler]
    fn encode(&self, request: EncodeThis, ctx: &mut Context<Self>) {
        let encoded = BASE64_STANDARD.encode(&request.text);
        ctx.send(&request.analyzer.clone(), Encoded { request, encoded });
    }
}

#[derive(Default)]
struct Rot13;

#[actor]
impl Rot13 {
    #[handler]
    fn encode(&self, request: EncodeThis, ctx: &mut Context<Self>) {
        let encoded = request.text.chars().map(rotated).collect();
        ctx.send(&request.analyzer.clone(), Encoded { request, encoded });
    }
}

/// A letter moved by thirteen places; anything else as it is.
fn rotated(letter: char) -> char {
    match letter {
        'a'..='m' | 'A'..='M' => char::from(letter as u8 + 13),
        'n'..='z' | 'N'..='Z' => char::from(letter as u8 - 13),
        _ => letter,
    }
}

#[derive(Default)]
struct Morse;

#[actor]
impl Morse {
    #[handler]
    fn encode(&self, request: EncodeThis, ctx: &mut Context<Self>) {
        let letters: Vec<_> = request.text.chars().filter_map(morse).collect();
        let encoded = letters.join(" ");
        ctx.send(&request.analyzer.clone(), Encoded { request, encoded });
    }
}

/// The signs of a letter; none for what can't be sent by Morse.
fn morse(letter: char) -> Option<&'static str> {
    /// From A to Z.
    const LETTERS: [&str; 26] = [
        ".-", "-...", "-.-.", "-..", ".", "..-.", "--.", "....", "..", ".---", "-.-", ".-..", "--",
        "-.", "---", ".--.", "--.-", ".-.", "...", "-", "..-", "...-", ".--", "-..-", "-.--",
        "--..",
    ];
    const DIGITS: [&str; 10] =
        ["-----", ".----", "..---", "...--", "....-", ".....", "-....", "--...", "---..", "----."];
    let place = |first: u8| usize::from(letter.to_ascii_uppercase() as u8 - first);
    match letter {
        'a'..='z' | 'A'..='Z' => LETTERS.get(place(b'A')).copied(),
        '0'..='9' => DIGITS.get(place(b'0')).copied(),
        ' ' => Some("/"),
        _ => None,
    }
}

#[actors::main]
async fn main() -> actors::Result {
    let args = Args::parse();
    let texts = if args.text == "-" {
        io::stdin().lock().lines().collect::<io::Result<_>>()?
    } else {
        vec![args.text.clone()]
    };
    args.options.run(async |system| run(system, &texts, args.kill).await).await
}

async fn run(system: &ActorSystem, texts: &[String], kill: Option<Part>) -> actors::Result {
    encode_all(system, texts).await?;
    if let Some(part) = kill {
        end(system, part).await?;
        println!("killed {part:?}");
        encode_all(system, texts).await?;
    }
    Ok(())
}

async fn encode_all(system: &ActorSystem, texts: &[String]) -> actors::Result {
    for text in texts {
        // All encoders are at work at once.
        let reports = try_join_all(METHODS.map(|method| report(system, method, text))).await?;
        for (method, Report { encoded, density }) in METHODS.into_iter().zip(reports) {
            let name = format!("{method:?}");
            println!("{name:<6} [density={density:.3}]  {encoded}");
        }
    }
    Ok(())
}

/// How often a text is encoded until it has an answer. One that is lost each time may well be what
/// its encoder dies of.
const TRIES: usize = 5;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Has a text encoded.
async fn report(system: &ActorSystem, method: Part, text: &str) -> actors::Result<Report> {
    let mut tries = 1..=TRIES;
    loop {
        let try_number = tries.next();
        let acceptor = acceptor(system).await?;
        match acceptor.ask(Encode(method, text.to_owned())).timeout(PATIENCE).await {
            Ok(report) => return Ok(report),
            // Somebody on its way has ended, and the text with it. There will be another.
            Err(AskError::Ended(_) | AskError::NoReply | AskError::Timeout(_))
                if try_number.is_some() => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// The acceptor by its name: the one that is there, or a new one.
async fn acceptor(system: &ActorSystem) -> Result<Address<Acceptor>, CreateError> {
    system.create::<Acceptor>(()).named("Acceptor").await
}

/// Ends an actor of the program, as roughly as can be.
async fn end(system: &ActorSystem, part: Part) -> actors::Result {
    let role = format!("encoders::{part:?}");
    let processes = system.processes().await;
    let Some(process) = processes.iter().find(|process| process.role == role) else {
        let address = acceptor(system).await?.ask(Where(part)).await?;
        return Ok(system.endpoint().tell(&address, ActorExitRequest::new()).await?);
    };
    let pid = process.pid.to_string();
    let killed = Command::new("kill").args(["-9", &pid]).status()?;
    if killed.success() { Ok(()) } else { Err(Error::message(format!("can't kill {pid}"))) }
}
