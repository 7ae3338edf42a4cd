// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/cel.h"

#include <QRegularExpression>
#include <QTest>

using stage::schema::cel::Json;
using stage::schema::cel::Program;

namespace {

Json variables()
{
    return Json::parse(R"({
        "self": {"name": "web", "port": 8080, "ratio": 0.5, "on": true, "nothing": null,
                 "timeout": "90s", "since": "2026-05-14T10:00:00Z", "tags": ["a", "b", "c"],
                 "labels": {"app": "x", "app.kubernetes.io/name": "y"}, "if": "kept",
                 "items": [{"k": "a", "v": 1}, {"k": "b", "v": 2}, {"k": "b", "v": 3}]},
        "mcp": {"tool": {"name": "get_balance", "target": "account-mcp"}}
    })");
}

} // namespace

class CelTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void evaluates_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("result"); // JSON
        const auto row = [](const char *expression, const char *result) {
            QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(result);
        };
        row("1 + 2 * 3", "7");
        row("(1 + 2) * 3", "9");
        row("7 / 2", "3");
        row("-7 % 3", "-1");
        row("7.0 / 2.0", "3.5");
        row("0x10 + 1", "17");
        row("-9223372036854775808", "-9223372036854775808");
        row("2u + 3u", "5");
        row("1 == 1.0", "true");
        row("1 < 1.5", "true");
        row("'1' == 1", "false");
        row("!true || 2 > 1", "true");
        row("1 - 2 - 3", "-4");
        row("true ? 'y' : 'n'", "\"y\"");
        row("false ? 1 : true ? 2 : 3", "2");
        row("'a' + \"b\" + r'\\d' + '''c'''", "\"ab\\\\dc\"");
        row("'\\x41\\u00e4\\101\\n'", "\"A\\u00e4A\\n\"");
        row("[1, 2] + [3,]", "[1,2,3]");
        row("{'a': 1, 'b': [2]}['b'][0]", "2");
        row("self.port", "8080");
        row("self['name']", "\"web\"");
        row("self.labels['app.kubernetes.io/name']", "\"y\"");
        row("self.__if__", "\"kept\"");
        row("has(self.name) && !has(self.absent)", "true");
        row("self.nothing == null", "true");
        row("'b' in self.tags", "true");
        row("'app' in self.labels", "true");
        row("!('z' in self.tags)", "true");
        row("size(self.tags) + self.tags.size()", "6");
        row("size('hé')", "2");
        row("self.tags.all(t, t != 'z')", "true");
        row("self.tags.exists(t, t == 'b')", "true");
        row("self.items.exists_one(i, i.k == 'a')", "true");
        row("self.items.exists_one(i, i.k == 'b')", "false");
        row("self.items.filter(i, i.v > 1).map(i, i.v)", "[2,3]");
        row("self.items.map(i, i.k == 'b', i.v * 10)", "[20,30]");
        row("self.labels.all(k, k.startsWith('app'))", "true");
        row("[has(self.a), has(self.name)].filter(x, x == true).size() == 1", "true");
        row("self.items.all(p, self.items.exists(q, q.v == p.v))", "true");
        row("cel.bind(x, self.port * 2, x + x)", "32320");
        row("self.name.startsWith('w') && self.name.endsWith('b')", "true");
        row("'abc'.contains('bc')", "true");
        row("'a-b-c'.split('-')", R"(["a","b","c"])");
        row("'a-b-c'.split('-', 2)", R"(["a","b-c"])");
        row("['a', 'b'].join(',')", "\"a,b\"");
        row("'Straße'.lowerAscii() + 'x'.upperAscii()", "\"straßeX\"");
        row("'hello'.substring(1, 3) + 'hello'.charAt(4)", "\"elo\"");
        row("'hello'.indexOf('l') + 'hello'.lastIndexOf('l')", "5");
        row("'aXbX'.replace('X', '-')", "\"a-b-\"");
        row("'  x '.trim()", "\"x\"");
        row("self.name.matches('^[a-z]+$')", "true");
        row("matches('2h', '^([0-9]{1,5}(h|m|s|ms)){1,4}$')", "true");
        row("'WEB'.matches('(?i)web')", "true");
        row("duration(self.timeout) >= duration('1m30s')", "true");
        row("duration('1h30m').getMinutes()", "90");
        row("duration('1ms') + duration('2.5s')", "\"2.501s\"");
        row("timestamp(self.since) + duration('1h')", "\"2026-05-14T11:00:00Z\"");
        row("timestamp('2026-05-14T12:00:00+02:00') == timestamp(self.since)", "true");
        row("timestamp(self.since).getDayOfWeek()", "4");
        row("int('42') + int(2.9)", "44");
        row("string(7) + string(true) + string(1.5)", "\"7true1.5\"");
        row("double('2.5') * 2.0", "5.0");
        row("type(1) == int && type('') == string", "true");
        row("url('https://h:8443/p?q').getScheme() in ['http', 'https']", "true");
        row("url('https://h:8443/p?q').getPort()", "\"8443\"");
        row("isURL('not a url')", "false");
        row("isIP('10.0.0.1') && !isIP('10.0.0') && isCIDR('10.0.0.0/8')", "true");
        row("mcp.tool.name == 'get_balance' && mcp.tool.target == 'account-mcp'", "true");
        row("self.tags.isSorted() && [3, 1].max() == 3 && math.least(2, 1) == 1", "true");
        row("'%s=%d'.format(['a', 1])", "\"a=1\"");
        row("1 +\n // why\n 1", "2");
        // An error that cannot change the result is swallowed.
        row("true || jwt.sub == 'x'", "true");
        row("jwt.sub == 'x' || true", "true");
        row("self.absent == 1 && false", "false");
        row("[1, 2].exists(x, x / (x - 1) == 2)", "true");
    }
    void evaluates()
    {
        QFETCH(QString, expression);
        QFETCH(QString, result);
        const auto program = Program::compile(expression.toStdString());
        QVERIFY2(program.has_value(), program ? "" : program.error().c_str());
        const auto value = program->evaluate(variables());
        QVERIFY2(value.has_value(), value ? "" : value.error().c_str());
        QCOMPARE(value->dump(), Json::parse(result.toStdString()).dump());
    }

    void failsWhenRun_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *expression, const char *error) {
            QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(error);
        };
        row("jwt.sub == 'x'", "undeclared reference to 'jwt'");
        row("mcp.methodName == 'tools/call'", "no such key: methodName");
        row("mcp.tool.arguments.amount > 1", "no such key: arguments");
        row("self.labels['none']", "no such key: \"none\"");
        row("self.tags[3]", "index out of bounds: 3");
        row("1 / 0", "division by zero");
        row("1 % 0", "modulus by zero");
        row("9223372036854775807 + 1", "integer overflow");
        row("-9223372036854775808 / -1", "integer overflow");
        row("1 + 'a'", "no such overload: +(int, string)");
        row("1 + 1.0", "no such overload: +(int, double)");
        row("'a' < 1", "no such overload: compare(string, int)");
        row("self.name.size", "no such overload: string.size");
        row("nothing('x')", "undeclared reference to 'nothing()'");
        row("'x'.startsWith()", "no such overload: startsWith(string)");
        row("false || jwt.sub == 'x'", "undeclared reference to 'jwt'");
        row("self.tags.all(t, t)", "no such overload: all() of string");
        row("duration('soon')", "invalid duration: \"soon\"");
        row("'x'.matches('(')", "pattern \"(\" cannot be compiled");
        row("int('x')", "int(): cannot convert \"x\"");
        row("{'a': 1, 'a': 2}", "repeated key in a map literal");
        row("self.name ? 1 : 2", "no such overload: string ? :");
    }
    void failsWhenRun()
    {
        QFETCH(QString, expression);
        QFETCH(QString, error);
        const auto program = Program::compile(expression.toStdString());
        QVERIFY2(program.has_value(), program ? "" : program.error().c_str());
        const auto value = program->evaluate(variables());
        QVERIFY(!value.has_value());
        QVERIFY2(QString::fromStdString(value.error()).startsWith(error), value.error().c_str());
    }

    void doesNotCompile_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *expression, const char *error) {
            QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(error);
        };
        row("", "column 1: found the end, expected an expression");
        row("1 +", "column 4: found the end, expected an expression");
        row("(1", "column 3: found the end, expected ')'");
        row("a b", "column 3: found 'b', expected an operator or the end");
        row("a ? b", "column 6: found the end, expected ':'");
        row("'open", "expected the closing '");
        row("has(x)", "expected has() with one field selection");
        row("a.?b", "expected a field name");
        row("[1 2]", "expected ',' or ']'");
        row("99999999999999999999", "expected a number that fits 64 bits");
        row("[1].all(1, true)", "expected all() with a plain variable name first");
        row("'\\q'", "expected an escape sequence");
    }
    void doesNotCompile()
    {
        QFETCH(QString, expression);
        QFETCH(QString, error);
        const auto program = Program::compile(expression.toStdString());
        QVERIFY(!program.has_value());
        QVERIFY2(QString::fromStdString(program.error()).contains(error), program.error().c_str());
    }

    void boundsDepthAndCost()
    {
        QVERIFY(!Program::compile(std::string(5000, '(')).has_value());
        QVERIFY(!Program::compile(std::string(5000, '!') + "true").has_value());
        Json many;
        many["l"] = Json::array();
        for (int i = 0; i < 300; ++i) {
            many["l"].push_back(i);
        }
        const auto deep = Program::compile("l.all(a, l.all(b, l.all(c, a + b + c >= 0)))");
        const auto result = deep->holds(many);
        QVERIFY(!result.has_value());
        QCOMPARE(result.error(), std::string("cost limit exceeded"));
    }

    void wantsBoolOfARule()
    {
        QCOMPARE(*Program::compile("self.port > 80")->holds(variables()), true);
        QVERIFY(!Program::compile("self.port")->holds(variables()).has_value());
        QVERIFY(Program::compile("self == oldSelf")->mentions("oldSelf"));
        QVERIFY(!Program::compile("self.oldSelf")->mentions("oldSelf"));
    }
};

QTEST_GUILESS_MAIN(CelTest)
#include "tst_cel.moc"
