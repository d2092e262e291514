//! An error kernel: what must not be lost is kept by an actor that does nothing risky, and what is
//! risky is done by its children.
//!
//! An `Archive` takes in files of readings. Each file is read by a `Reader` of its own, and a file
//! that is not as it should be costs that reader and nothing else: the archive hears why it ended,
//! and its sums hold what was read, whole files and each once.
#![expect(clippy::print_stdout, reason = "what was read and what was lost is the result")]

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::PathBuf,
};

use actors::{Error, prelude::*};
use actors_examples::options::Options;
use clap::Parser;

/// Reads files of readings, each line a place and a number, and shows the mean of each place.
#[derive(Debug, Parser)]
struct Args {
    /// What every example takes
    #[command(flatten)]
    options: Options,
    /// Read this file too; may be said several times [default: some that are built in]
    #[arg(long = "file", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Let one of the files bring down the process that reads it
    #[arg(long)]
    crash: bool,
}

/// What is read if nothing else is said. Two of them can't be.
const BUILT_IN: [(&str, &str); 5] = [
    ("monday", "Leeds 12.5\nYork 9.0\nHull 11.0\n"),
    ("tuesday", "Leeds 13.5\nYork eleven\n"),
    ("wednesday", "Leeds 14.0\nYork 10.0\n"),
    ("thursday", "Leeds\n"),
    ("friday", "Hull 13.0\n"),
];

/// A line that does to its reader what a bug in a library of C may do.
const CRASH: &str = "!crash";

/// A file, with what is in it.
#[message]
struct File {
    name: String,
    text: String,
}

/// Asks for files to be taken in: answered when each of them was read or lost.
#[message]
struct Import(Vec<File>);

/// What came of it.
#[message]
struct Imported {
    files: Vec<String>,
    places: BTreeMap<String, Sum>,
}

/// All readings of a place.
#[message]
#[derive(Default)]
struct Sum {
    count: u32,
    total: f64,
}

/// What was in a file.
#[message]
struct Readings(Vec<(String, f64)>);

/// The kernel: keeps the sums, and does nothing that could fail.
#[derive(Default)]
struct Archive {
    places: BTreeMap<String, Sum>,
    /// Which file each reader has.
    reading: HashMap<AnyAddress, String>,
    /// What became of the files, by their names.
    files: BTreeMap<String, String>,
    asker: Option<ReplyTo<Imported>>,
}

#[actor]
impl Archive {
    #[handler]
    fn import(&mut self, Import(files): Import, asker: ReplyTo<Imported>, ctx: &mut Context<Self>) {
        for file in files {
            let reader = ctx.spawn::<Reader>(ctx.address().recipient());
            self.reading.insert(reader.any(), file.name.clone());
            ctx.send(&reader, file);
        }
        self.asker = Some(asker);
        self.answer_if_done();
    }

    /// A reader has read its file: all of it counts, and the reader may go.
    #[handler]
    fn readings(&mut self, Readings(readings): Readings, ctx: &mut Context<Self>) {
        let reader = ctx.sender();
        let Some(file) = self.reading.remove(&reader) else { return };
        ctx.exit_actor(&reader);
        self.files.insert(file, format!("{} readings", readings.len()));
        for (place, value) in readings {
            let sum = self.places.entry(place).or_default();
            sum.count += 1;
            sum.total += value;
        }
        self.answer_if_done();
    }

    /// A reader has ended before it had read its file: nothing of that file counts.
    #[handler]
    fn child_exited(&mut self, exited: ChildActorExited) {
        let Some(file) = self.reading.remove(&exited.child) else { return };
        self.files.insert(file, format!("lost: {}", exited.reason));
        self.answer_if_done();
    }

    fn answer_if_done(&mut self) {
        if self.reading.is_empty()
            && let Some(asker) = self.asker.take()
        {
            let files = self.files.iter().map(|(name, fate)| format!("{name}: {fate}"));
            asker.send(Imported { files: files.collect(), places: self.places.clone() });
        }
    }
}

/// Reads one file. It goes by what should be there; whatever is not, ends it.
struct Reader {
    archive: Recipient<Readings>,
}

#[actor(on_panic = "stop")]
impl Reader {
    #[init]
    fn new(archive: Recipient<Readings>) -> Self {
        Self { archive }
    }

    #[handler]
    fn read(&mut self, file: &File, ctx: &mut Context<Self>) {
        let readings = file.text.lines().map(reading).collect();
        ctx.send(&self.archive, Readings(readings));
    }
}

fn reading(line: &str) -> (String, f64) {
    if line == CRASH {
        std::process::abort();
    }
    let (place, value) = line.split_once(' ').expect("a line has a place and a number");
    (place.to_owned(), value.parse().expect("the second word of a line is a number"))
}

#[actors::main]
async fn main() -> actors::Result {
    let args = Args::parse();
    let files = files(&args)?;
    args.options.run(async |system| run(system, files, args.crash).await).await
}

fn files(args: &Args) -> actors::Result<Vec<File>> {
    let file = |name: &str, text: &str| File { name: name.to_owned(), text: text.to_owned() };
    let mut files: Vec<_> = BUILT_IN.iter().map(|(name, text)| file(name, text)).collect();
    if !args.files.is_empty() {
        files.clear();
    }
    for path in &args.files {
        let name = path.display().to_string();
        let text = fs::read_to_string(path)
            .map_err(|error| Error::message(format!("file `{name}`: {error}")))?;
        files.push(File { name, text });
    }
    if args.crash {
        files.push(file("crash", CRASH));
    }
    Ok(files)
}

async fn run(system: &ActorSystem, files: Vec<File>, crash: bool) -> actors::Result {
    if crash && system.processes().await.is_empty() {
        let base = system.base();
        let why = format!("on the base `{base}` a crash takes the whole program; try `tcp`");
        return Err(Error::message(why));
    }
    let archive = system.create::<Archive>(()).await?;
    let Imported { files, places } = archive.ask(Import(files)).await?;
    for file in files {
        println!("{file}");
    }
    for (place, Sum { count, total }) in places {
        println!("{place}: {count} readings, mean {:.2}", total / f64::from(count));
    }
    Ok(())
}
