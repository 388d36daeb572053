// SPDX-License-Identifier: Apache-2.0
// The grammar of expressions. Operators and operands are a flat list here; their precedence is the
// business of TreeBuilder, so that the parser recurses for parentheses, calls and CASE alone.
#pragma once

#include <tao/pegtl.hpp>

namespace etl::expression::grammar {

namespace p = tao::pegtl;

// ---- Words ----

struct Space : p::star<p::space> {};
struct WordFirst : p::sor<p::alpha, p::one<'_'>, p::utf8::range<0x80, 0x10FFFF>> {};
struct WordOther : p::sor<WordFirst, p::digit> {};
struct Word : p::seq<WordFirst, p::star<WordOther>> {};
struct WordEnd : p::not_at<WordOther> {};

template <typename Text>
struct Keyword : p::seq<Text, WordEnd, Space> {};
template <char... C>
struct Symbol : p::seq<p::string<C...>, Space> {};

struct And : Keyword<TAO_PEGTL_ISTRING("and")> {};
struct Or : Keyword<TAO_PEGTL_ISTRING("or")> {};
struct Not : Keyword<TAO_PEGTL_ISTRING("not")> {};
struct In : Keyword<TAO_PEGTL_ISTRING("in")> {};
struct Is : Keyword<TAO_PEGTL_ISTRING("is")> {};
struct Like : Keyword<TAO_PEGTL_ISTRING("like")> {};
struct Ilike : Keyword<TAO_PEGTL_ISTRING("ilike")> {};
struct Escape : Keyword<TAO_PEGTL_ISTRING("escape")> {};
struct Between : Keyword<TAO_PEGTL_ISTRING("between")> {};
struct Case : Keyword<TAO_PEGTL_ISTRING("case")> {};
struct When : Keyword<TAO_PEGTL_ISTRING("when")> {};
struct Then : Keyword<TAO_PEGTL_ISTRING("then")> {};
struct Else : Keyword<TAO_PEGTL_ISTRING("else")> {};
struct End : Keyword<TAO_PEGTL_ISTRING("end")> {};
struct As : Keyword<TAO_PEGTL_ISTRING("as")> {};
struct Cast : Keyword<TAO_PEGTL_ISTRING("cast")> {};
struct TryCast : Keyword<TAO_PEGTL_ISTRING("try_cast")> {};
struct NullWord : Keyword<TAO_PEGTL_ISTRING("null")> {};
struct TrueWord : Keyword<TAO_PEGTL_ISTRING("true")> {};
struct FalseWord : Keyword<TAO_PEGTL_ISTRING("false")> {};
// As a column, such a word needs double quotes.
struct Reserved : p::sor<And, Or, Not, In, Is, Like, Ilike, Escape, Between, Case, When, Then, Else,
                         End, As, NullWord, TrueWord, FalseWord> {};
struct Open : Symbol<'('> {};
struct Close : Symbol<')'> {};

// ---- Literals and names ----

struct ClosingQuote : p::one<'\''> {};
struct Quoted : p::seq<p::one<'\''>, p::star<p::sor<p::string<'\'', '\''>, p::not_one<'\''>>>,
                       p::must<ClosingQuote>> {};
struct Fraction : p::seq<p::one<'.'>, p::star<p::digit>> {};
struct Exponent : p::seq<p::one<'e', 'E'>, p::opt<p::one<'+', '-'>>, p::plus<p::digit>> {};
struct NumberText : p::seq<p::sor<p::seq<p::plus<p::digit>, p::opt<Fraction>>,
                                  p::seq<p::one<'.'>, p::plus<p::digit>>>,
                           p::opt<Exponent>> {};
struct NumberEnd : p::not_at<p::sor<WordOther, p::one<'.'>>> {};
struct Number : p::seq<NumberText> {};
struct Text : p::seq<Quoted> {};
struct TypedName : p::seq<p::sor<TAO_PEGTL_ISTRING("date"), TAO_PEGTL_ISTRING("timestamptz"),
                                 TAO_PEGTL_ISTRING("timestamp"), TAO_PEGTL_ISTRING("time")>,
                          WordEnd> {};
struct TypedLiteral : p::seq<TypedName, Space, p::at<p::one<'\''>>, Quoted> {};
struct ParameterName : p::seq<Word> {};
struct Parameter : p::if_must<p::one<'$'>, ParameterName> {};
struct ClosingDoubleQuote : p::one<'"'> {};
struct QuotedName : p::seq<p::one<'"'>, p::star<p::sor<p::string<'"', '"'>, p::not_one<'"'>>>,
                           p::must<ClosingDoubleQuote>> {};
struct NamePart : p::sor<QuotedName, Word> {};
struct NameAfterDot : p::seq<NamePart> {};
struct Column : p::seq<p::not_at<Reserved>, NamePart, p::star<p::one<'.'>, p::must<NameAfterDot>>> {
};

// ---- Expressions ----

struct Expression;
struct Operand;

struct Parenthesis : p::if_must<Open, Expression, Close> {};

struct TypeSize
    : p::seq<Open, p::list<p::seq<p::plus<p::digit>, Space>, Symbol<','>>, p::one<')'>> {};
struct TypeSecondWord
    : p::seq<p::plus<p::space>,
             p::sor<TAO_PEGTL_ISTRING("unsigned"), TAO_PEGTL_ISTRING("precision")>, WordEnd> {};
struct TypeName : p::seq<Word, p::opt<TypeSecondWord>, p::opt<p::seq<Space, TypeSize>>> {};
struct CastStart : p::seq<Cast, Open> {};
struct TryCastStart : p::seq<TryCast, Open> {};
struct CastCall
    : p::if_must<p::sor<CastStart, TryCastStart>, Expression, As, TypeName, Space, Close> {};
struct CastSymbol : p::seq<p::string<':', ':'>, Space> {};
struct CastSuffix : p::if_must<CastSymbol, TypeName, Space> {};

struct CaseStart : p::seq<Case> {};
struct CaseOperand : p::seq<p::not_at<When>, Expression> {};
struct CaseWhen : p::if_must<When, Expression, Then, Expression> {};
struct CaseWhens : p::plus<CaseWhen> {};
struct CaseElse : p::if_must<Else, Expression> {};
struct CaseEnd : p::seq<End> {};
struct CaseExpression
    : p::if_must<CaseStart, p::opt<CaseOperand>, CaseWhens, p::opt<CaseElse>, CaseEnd> {};

struct FunctionName : p::seq<Word> {};
struct CallAhead : p::at<p::not_at<Reserved>, Word, Space, p::one<'('>> {};
struct Arguments : p::if_must<p::not_at<Close>, p::list_must<Expression, Symbol<','>>> {};
struct CallEnd : p::seq<Close> {};
struct Call : p::if_must<CallAhead, FunctionName, Space, Open, p::opt<Arguments>, CallEnd> {};

struct NullLiteral : p::seq<NullWord> {};
struct TrueLiteral : p::seq<TrueWord> {};
struct FalseLiteral : p::seq<FalseWord> {};
struct Primary
    : p::seq<p::sor<p::if_must<Number, NumberEnd>, Text, NullLiteral, TrueLiteral, FalseLiteral,
                    Parameter, Parenthesis, CaseExpression, CastCall, TypedLiteral, Call, Column>,
             Space> {};

struct PrefixNot : p::seq<Not> {};
// "--" begins a comment in SQL: not accepted, so that nobody is surprised.
struct Minus : p::seq<p::one<'-'>, p::not_at<p::one<'-'>>, Space> {};
struct PrefixMinus : p::seq<Minus> {};
struct PrefixPlus : Symbol<'+'> {};
struct Prefix : p::sor<PrefixNot, PrefixMinus, PrefixPlus> {};
struct Operand : p::seq<p::star<Prefix>, p::must<Primary>, p::star<CastSuffix>> {};

struct Infix : p::seq<p::sor<p::string<'|', '|'>, p::string<'<', '='>, p::string<'>', '='>,
                             p::string<'<', '>'>, p::string<'!', '='>, p::one<'='>, p::one<'<'>,
                             p::one<'>'>, p::one<'+'>, p::one<'*'>, p::one<'/'>, p::one<'%'>,
                             p::seq<p::one<'-'>, p::not_at<p::one<'-'>>>>> {};
struct InfixAnd : p::seq<And> {};
struct InfixOr : p::seq<Or> {};
struct InfixTail : p::seq<p::sor<p::seq<Infix, Space>, InfixAnd, InfixOr>, Operand> {};

struct Negation : p::seq<Not> {};
struct IsStart : p::seq<Is> {};
struct IsTarget : p::seq<p::sor<NullWord, TrueWord, FalseWord>> {};
struct IsTail : p::if_must<IsStart, p::opt<Negation>, IsTarget> {};
struct InStart : p::seq<In> {};
struct InList : p::list_must<Expression, Symbol<','>> {};
struct InEnd : p::seq<Close> {};
struct InBrackets : p::if_must<Open, InList, InEnd> {};
struct InParameter : p::seq<Parameter, Space> {};
struct InValues : p::sor<InParameter, InBrackets> {};
struct InTail : p::if_must<InStart, InValues> {};
struct BetweenStart : p::seq<Between> {};
struct BetweenTail : p::seq<BetweenStart, Operand> {};
struct LikeStart : p::seq<Like> {};
struct IlikeStart : p::seq<Ilike> {};
struct LikeTail : p::seq<p::sor<LikeStart, IlikeStart>, Operand> {};
struct EscapeText : p::seq<Quoted> {};
struct EscapeTail : p::if_must<Escape, EscapeText, Space> {};
struct Negatable : p::sor<InTail, BetweenTail, LikeTail> {};
struct NegatedTail : p::if_must<Negation, Negatable> {};

struct ExpressionStart : p::success {};
struct ExpressionEnd : p::success {};
struct Tail : p::sor<IsTail, NegatedTail, Negatable, EscapeTail, InfixTail> {};
struct Expression : p::seq<ExpressionStart, Operand, p::star<Tail>, ExpressionEnd> {};

struct EndOfText : p::eof {};
struct Whole : p::must<Space, Expression, EndOfText> {};

}  // namespace etl::expression::grammar
