//! What stands in the brackets of an attribute: keys, some with values.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Attribute, Expr, ExprLit, Ident, Lit, LitBool, LitInt, LitStr, Meta, Path, Token, Type,
    ext::IdentExt,
    parse::{Parse, ParseStream, Parser},
    punctuated::Punctuated,
};

use crate::{errors::Mistakes, words};

/// One key, perhaps with its value.
pub(crate) struct Setting {
    pub(crate) key: Ident,
    pub(crate) value: Option<Expr>,
}

impl Parse for Setting {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = input.call(Ident::parse_any)?;
        let value = match input.parse::<Option<Token![=]>>()? {
            Some(_) => Some(input.parse()?),
            None => None,
        };
        Ok(Self { key, value })
    }
}

/// The settings of the attribute `owner`. Unknown and repeated keys are noted and left out.
pub(crate) fn settings(
    owner: &str,
    known: &[&str],
    tokens: TokenStream,
    mistakes: &mut Mistakes,
) -> Vec<Setting> {
    settings_with(owner, known, &[], tokens, mistakes)
}

/// The same, where some keys may be said several times.
pub(crate) fn settings_with(
    owner: &str,
    known: &[&str],
    repeated: &[&str],
    tokens: TokenStream,
    mistakes: &mut Mistakes,
) -> Vec<Setting> {
    let parser = Punctuated::<Setting, Token![,]>::parse_terminated;
    let all = match parser.parse2(tokens) {
        Ok(all) => all,
        Err(error) => {
            mistakes.at_span(error.span(), words::brackets_of(owner, known));
            return Vec::new();
        }
    };
    let mut settings = Vec::<Setting>::new();
    for setting in all {
        let key = setting.key.to_string();
        if !known.contains(&key.as_str()) {
            mistakes.at(&setting.key, words::unknown_key(owner, &key, known));
        } else if settings.iter().any(|earlier| earlier.key == key)
            && !repeated.contains(&key.as_str())
        {
            mistakes.at(&setting.key, words::repeated_key(&key));
        } else {
            settings.push(setting);
        }
    }
    settings
}

impl Setting {
    /// The value, which must be a string.
    pub(crate) fn string(&self, mistakes: &mut Mistakes) -> Option<LitStr> {
        match self.literal() {
            Some(Lit::Str(value)) => Some(value.clone()),
            _ => self.wrong(&self.wanted_string(), mistakes),
        }
    }

    /// The value, which must be `true` or `false`.
    pub(crate) fn boolean(&self, mistakes: &mut Mistakes) -> Option<LitBool> {
        match self.literal() {
            Some(Lit::Bool(value)) => Some(value.clone()),
            _ => self.wrong(words::WANTS_BOOL, mistakes),
        }
    }

    /// The value, which must be a number that is at least `least`.
    pub(crate) fn number(&self, least: u32, mistakes: &mut Mistakes) -> Option<Number> {
        let Some(Lit::Int(literal)) = self.literal() else {
            return self.wrong(&words::wants_number(least), mistakes);
        };
        match literal.base10_parse::<u32>() {
            Ok(value) if value >= least => Some(Number { literal: literal.clone(), value }),
            _ => self.wrong(&words::wants_number(least), mistakes),
        }
    }

    /// The value, which must be a time such as `"10s"`, in milliseconds.
    pub(crate) fn time(&self, mistakes: &mut Mistakes) -> Option<u64> {
        let millis = match self.literal() {
            Some(Lit::Str(value)) => millis(&value.value()),
            _ => None,
        };
        match millis {
            Some(millis) => Some(millis),
            None => self.wrong(words::WANTS_TIME, mistakes),
        }
    }

    /// The value, which must be a path.
    pub(crate) fn path(&self, mistakes: &mut Mistakes) -> Option<Path> {
        match self.value.as_ref().map(peel) {
            Some(Expr::Path(path)) if path.qself.is_none() => Some(path.path.clone()),
            _ => self.wrong(words::WANTS_PATH, mistakes),
        }
    }

    /// The value, which must be a path, or a list of them.
    pub(crate) fn paths(&self, wants: &str, mistakes: &mut Mistakes) -> Vec<Path> {
        let values: Vec<&Expr> = match self.value.as_ref().map(peel) {
            Some(Expr::Array(list)) if !list.elems.is_empty() => list.elems.iter().collect(),
            Some(one) => vec![one],
            None => Vec::new(),
        };
        let paths: Option<Vec<Path>> = values
            .into_iter()
            .map(|value| match peel(value) {
                Expr::Path(path) if path.qself.is_none() => Some(path.path.clone()),
                _ => None,
            })
            .collect();
        match paths {
            Some(paths) if !paths.is_empty() => paths,
            _ => self.wrong::<Vec<Path>>(wants, mistakes).unwrap_or_default(),
        }
    }

    /// Notes a value where the key alone says it.
    pub(crate) fn flag(&self, mistakes: &mut Mistakes) {
        if let Some(value) = &self.value {
            mistakes.at(value, words::no_value(&self.key));
        }
    }

    /// A name without quotes was meant to be a string.
    fn wanted_string(&self) -> String {
        match self.value.as_ref().map(peel) {
            Some(Expr::Path(path)) if path.qself.is_none() => {
                words::wants_this_string(spelled(&path.path))
            }
            _ => words::WANTS_STRING.to_owned(),
        }
    }

    fn literal(&self) -> Option<&Lit> {
        self.value.as_ref().and_then(literal)
    }

    fn wrong<T>(&self, wants: &str, mistakes: &mut Mistakes) -> Option<T> {
        let sentence = words::wrong_value(&self.key, wants);
        match &self.value {
            Some(value) => mistakes.at(value, sentence),
            None => mistakes.at(&self.key, sentence),
        }
        None
    }
}

/// The milliseconds of a time such as `10s`, and not zero.
fn millis(time: &str) -> Option<u64> {
    let digits = time.find(|letter: char| !letter.is_ascii_digit())?;
    let (number, unit) = time.split_at(digits);
    let factor = match unit.trim_start() {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor).filter(|millis| *millis > 0)
}

/// A number and how the user wrote it.
pub(crate) struct Number {
    pub(crate) literal: LitInt,
    pub(crate) value: u32,
}

/// The literal that `value` is, also when it came through a macro.
pub(crate) fn literal(value: &Expr) -> Option<&Lit> {
    match peel(value) {
        Expr::Lit(ExprLit { lit, .. }) => Some(lit),
        _ => None,
    }
}

fn peel(mut value: &Expr) -> &Expr {
    while let Expr::Group(group) = value {
        value = &group.expr;
    }
    value
}

/// The type itself, also when it came through a macro or stands in parentheses.
pub(crate) fn peel_type(mut ty: &Type) -> &Type {
    loop {
        ty = match ty {
            Type::Group(group) => &group.elem,
            Type::Paren(paren) => &paren.elem,
            _ => return ty,
        };
    }
}

/// The last segment of the path that a type is: `Context` of `actors::Context<Self>`.
pub(crate) fn last_segment(ty: &Type) -> Option<&syn::PathSegment> {
    match peel_type(ty) {
        Type::Path(ty) => ty.path.segments.last(),
        _ => None,
    }
}

/// Whether the type's path ends with `name`.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == name)
}

/// A type as the user would write it.
pub(crate) fn spelled(ty: &impl ToTokens) -> String {
    let mut text = ty.to_token_stream().to_string();
    for (loose, tight) in [(" :: ", "::"), (" < ", "<"), (" >", ">"), (" ,", ","), ("& ", "&")] {
        text = text.replace(loose, tight);
    }
    text
}

/// Whether it is the attribute `name`, with or without a path before it.
pub(crate) fn is(attribute: &Attribute, name: &str) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == name)
}

/// Takes the attributes `name` out of `attributes`.
pub(crate) fn take(attributes: &mut Vec<Attribute>, name: &str) -> Vec<Attribute> {
    attributes.extract_if(.., |attribute| is(attribute, name)).collect()
}

/// The `cfg` attributes among `attributes`.
pub(crate) fn cfgs(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).cloned().collect()
}

/// What stands in the brackets of `attribute`.
pub(crate) fn arguments(attribute: &Attribute, mistakes: &mut Mistakes) -> TokenStream {
    match &attribute.meta {
        Meta::Path(_) => TokenStream::new(),
        Meta::List(list) => list.tokens.clone(),
        Meta::NameValue(_) => {
            let name = attribute.path().segments.last().map(|last| last.ident.to_string());
            mistakes.at(attribute, words::brackets(&name.unwrap_or_default()));
            TokenStream::new()
        }
    }
}
