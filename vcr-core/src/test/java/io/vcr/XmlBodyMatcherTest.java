package io.vcr;

import static io.vcr.Exchanges.typed;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XML is compared as XML. */
class XmlBodyMatcherTest {

    private static final String SOAP = """
            <?xml version="1.0" encoding="UTF-8"?>
            <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
              <soap:Header/>
              <soap:Body>
                <m:GetPrice xmlns:m="urn:prices">
                  <m:Item currency="EUR">Apples</m:Item>
                  <m:Item currency="EUR">Pears</m:Item>
                </m:GetPrice>
              </soap:Body>
            </soap:Envelope>
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/xml",
                "application/xml; charset=utf-8",
                "Application/SOAP+XML; action=\"urn:a\"",
                "application/atom+xml",
                "application/vnd.x+xml",
                "image/svg+xml"
            })
    void xmlIsComparedByItsContent(String type) {
        assertThat(matches(typed(type, "<a x='1' y='2'/>"), typed(type, "<a y=\"2\"  x=\"1\"></a>")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/html", "application/xmlx", "application/octet-stream"})
    void otherTypesAreComparedByBytes(String type) {
        assertThat(matches(typed(type, "<a x='1'/>"), typed(type, "<a x=\"1\"/>")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    <a/> | <a></a>
                    <a/> | <?xml version="1.0"?><a />
                    <a/> | <?xml version="1.0"?><?xml-stylesheet href="x"?><!-- a --><a/><!-- b -->
                    <a b="1" c="2"/> | <a c='2' b='1'/>
                    <a><b/><c/></a> | ~<a> <b/> <c/> </a>~
                    <a><b>1</b></a> | <a><!-- x --><b><!-- y -->1</b></a>
                    <a>12</a> | <a>1<!-- x -->2</a>
                    <a>&lt;&amp;</a> | <a><![CDATA[<&]]></a>
                    <a>x&lt;y</a> | <a>x&#60;<![CDATA[y]]></a>
                    <a>é</a> | <a>&#xe9;</a>
                    <a b="&lt;"/> | <a b="&#60;"/>
                    <a xmlns="urn:x"><b/></a> | <p:a xmlns:p="urn:x"><p:b/></p:a>
                    <p:a xmlns:p="urn:x" p:b="1"/> | <a xmlns="urn:x" xmlns:q="urn:x" q:b="1"/>
                    <p:a xmlns:p="urn:x" xmlns:unused="urn:y"/> | <a xmlns="urn:x"/>
                    <a b="x y"/> | ~<a b="x
                    y"/>~
                    <a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:x="urn:x" i:type="x:T"/> | <a xmlns:j="http://www.w3.org/2001/XMLSchema-instance" xmlns:y="urn:x" j:type="y:T"/>
                    <a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="urn:x" i:type="T"/> | <y:a xmlns:j="http://www.w3.org/2001/XMLSchema-instance" xmlns:y="urn:x" j:type="y:T"/>
                    <methodCall><struct><member><name>a</name><value>1</value></member><member><name>b</name></member></struct></methodCall> | <methodCall><struct><member><name>b</name></member><member><name>a</name><value>1</value></member></struct></methodCall>
                    """)
    void documentsWithTheSameContentAreEqual(String one, String other) {
        assertThat(matches(xml(one), xml(other))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    <a/> | <b/>
                    <a b="1"/> | <a b="2"/>
                    <a b="1"/> | <a/>
                    <a b="1"/> | <a><b>1</b></a>
                    <a><b/><c/></a> | <a><c/><b/></a>
                    <a><b/></a> | <a><b/><b/></a>
                    <a>1</a> | <a>2</a>
                    <a>1</a> | ~<a> 1 </a>~
                    <a/> | ~<a> </a>~
                    <p><b>1</b> <i>2</i>.</p> | <p><b>1</b><i>2</i>.</p>
                    ~<a xml:space="preserve"> <b/> </a>~ | <a xml:space="preserve"><b/></a>
                    ~<a xml:space="preserve"><b> <c/></b></a>~ | <a xml:space="preserve"><b><c/></b></a>
                    <a xmlns="urn:x"/> | <a xmlns="urn:y"/>
                    <a xmlns="urn:x"/> | <a/>
                    <a xmlns:p="urn:x" p:b="1"/> | <a xmlns:p="urn:x" b="1"/>
                    <a><b>x</b><c/></a> | <a><b/><c>x</c></a>
                    <a>1:x</a> | <a>x</a>
                    <a><?go on?></a> | <a><?go off?></a>
                    <a A="1"/> | <a a="1"/>
                    <a>1</a> | <a>1.0</a>
                    <a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:x="urn:x" i:type="x:T"/> | <a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:x="urn:y" i:type="x:T"/>
                    <methodCall><struct><member><name>a</name><value>1</value></member></struct></methodCall> | <methodCall><struct><member><name>a</name><value>2</value></member></struct></methodCall>
                    <struct><member><name>a</name></member><member><name>b</name></member></struct> | <struct><member><name>b</name></member><member><name>a</name></member></struct>
                    """)
    void documentsWithAnotherContentDiffer(String one, String other) {
        assertThat(matches(xml(one), xml(other))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "ISO-8859-1", "US-ASCII", "UTF-16", "UTF-16LE", "windows-1252"})
    void theEncodingDoesNotCount(String name) {
        Charset charset = Charset.forName(name);
        String mark = name.equals("UTF-16LE") ? "\ufeff" : "";
        String declaration = "<?xml version='1.0' encoding='" + (mark.isEmpty() ? name : "UTF-16") + "'?>";
        String text = charset.newEncoder().canEncode('é') ? "é" : "&#233;";

        assertThat(matches(
                        xml("<a>é</a>"),
                        xml("").withBody(Body.of((mark + declaration + "<a>" + text + "</a>").getBytes(charset)))))
                .isTrue();
    }

    @Test
    void theCharsetOfTheHeaderCountsMoreThanThatOfTheDocument() {
        byte[] latin = "<?xml version='1.0' encoding='UTF-8'?><a>é</a>".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(matches(
                        xml("<a>é</a>"),
                        typed("text/xml; Charset=\"iso-8859-1\"", "").withBody(Body.of(latin))))
                .isTrue();
    }

    @Test
    void aByteOrderMarkCountsMoreThanTheHeader() {
        assertThat(matches(xml("<a>é</a>"), typed("text/xml; charset=iso-8859-1", "\ufeff<a>é</a>")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<",
                "<a>",
                "<a></b>",
                "<a/><b/>",
                "<a b='1' b='2'/>",
                "<p:a/>",
                "<a>&nbsp;</a>",
                "not XML",
                "<a>\u0001</a>",
                "<?xml version='1.0' encoding='no-such-charset'?><a/>",
                "<?xml version='9.9'?><a/>",
                "<!DOCTYPE a><a/>",
                "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"
            })
    void whatIsNotPlainXmlIsComparedByBytes(String body) {
        assertThat(matches(xml(body), xml(body))).isTrue();
        assertThat(matches(xml(body), xml(body + "\n"))).isFalse();
    }

    @Test
    void nothingThatADocumentRefersToIsRead(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("a.txt"), "content");
        String document = "<!DOCTYPE a [<!ENTITY x SYSTEM '" + file.toUri() + "'>]><a>&x;</a>";

        assertThat(matches(xml(document), xml(document + " "))).isFalse();
        assertThat(matches(xml(document), xml("<a>content</a>"))).isFalse();
    }

    @Test
    void entitiesThatExpandToGigabytesAreNotExpanded() {
        StringBuilder bomb = new StringBuilder("<!DOCTYPE a [<!ENTITY e0 'aaaaaaaaaa'>");
        for (int i = 1; i < 12; i++) {
            bomb.append("<!ENTITY e%d '%s'>".formatted(i, ("&e" + (i - 1) + ";").repeat(10)));
        }
        String body = bomb.append("]><a>&e11;</a>").toString();

        assertThat(matches(xml(body), xml(body))).isTrue();
        assertThat(matches(xml(body), xml(body + " "))).isFalse();
    }

    @Test
    void deepNestingIsComparedByBytes() {
        String deep = "<a>".repeat(100_000) + "</a>".repeat(100_000);

        assertThat(matches(xml(deep), xml(deep))).isTrue();
        assertThat(matches(xml(deep), xml(deep + " "))).isFalse();
    }

    @Test
    void soapIsComparedByItsContent() {
        String sent = """
                <S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Header></S:Header><S:Body>
                <GetPrice xmlns="urn:prices"><Item currency="EUR">Apples</Item><Item currency='EUR'><![CDATA[Pears]]></Item>
                </GetPrice></S:Body></S:Envelope>""";

        assertThat(matches(xml(SOAP), typed("application/soap+xml; action=\"urn:prices\"", sent)))
                .isTrue();
    }

    @Test
    void aPartOfAMultipartBodyIsComparedAsXml() {
        String part = "--b\r\nContent-Type: application/xop+xml\r\n\r\n%s\r\n--b--\r\n";
        String type = "multipart/related; boundary=b";

        assertThat(matches(typed(type, part.formatted("<a x='1'/>")), typed(type, part.formatted("<a x=\"1\"></a>"))))
                .isTrue();
    }

    @Test
    void uuidsAndTimesAreIgnoredInTextsAndAttributes() {
        String body = "<a at=\"2026-01-01T12:00:0%d Z\"><id>urn:uuid:0b6f6d0e-7c1a-4a52-9f6b-1f2e3d4c5b6%1$d</id></a>";
        BodyMatcher matcher = Matchers.body().ignoringTimes().ignoringUuids();

        assertThat(matcher.project(xml(body.formatted(1)))).isEqualTo(matcher.project(xml(body.formatted(2))));
        assertThat(matches(xml(body.formatted(1)), xml(body.formatted(2)))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /a/b | <a><b>1</b><c/></a> | <a><b>2</b><c/></a>
                    /a/b | <a><b>1</b><c/></a> | <a><c/></a>
                    /x:a/y:b | <a><b>1</b></a> | <a><b>2</b></a>
                    /a/b | <p:a xmlns:p="urn:x"><p:b>1</p:b></p:a> | <a xmlns="urn:x"><b>2</b></a>
                    /a/@b | <a b="1" c="1"/> | <a c="1"/>
                    /a/b[2] | <a><b>1</b><b>2</b></a> | <a><b>1</b><b>3</b></a>
                    /a/b[1]/@c | <a><b c="1"/><b c="1"/></a> | <a><b c="2"/><b c="1"/></a>
                    /a/b | <a><b>1</b><b>2</b></a> | <a><b>3</b></a>
                    //id | <a><id>1</id><b><id>2</id></b></a> | <a><id>3</id><b/></a>
                    //b/id | <a><id>1</id><b><id>2</id></b></a> | <a><id>1</id><b><id>3</id></b></a>
                    //@id | <a id="1"><b id="2"/></a> | <a><b id="3"/></a>
                    /a/*/c | <a><x><c>1</c></x><y><c>1</c></y></a> | <a><x><c>2</c></x><y><c>3</c></y></a>
                    /a/@* | <a b="1"/> | <a c="2"/>
                    """)
    void ignoredPlacesDoNotCount(String path, String one, String other) {
        BodyMatcher matcher = Matchers.body().ignoring(path);

        assertThat(matcher.project(xml(one))).isEqualTo(matcher.project(xml(other)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /a/b | <a><c><b>1</b></c></a> | <a><c><b>2</b></c></a>
                    /b | <a><b>1</b></a> | <a><b>2</b></a>
                    /a/@b | <a><b>1</b></a> | <a><b>2</b></a>
                    /a/b | <a b="1"/> | <a b="2"/>
                    /a/b[2] | <a><b>1</b><b>2</b></a> | <a><b>3</b><b>2</b></a>
                    /a/b | <a><b>1</b>x</a> | <a><b>1</b>y</a>
                    $.a | <a>1</a> | <a>2</a>
                    """)
    void otherPlacesCount(String path, String one, String other) {
        BodyMatcher matcher = Matchers.body().ignoring(path);

        assertThat(matcher.project(xml(one))).isNotEqualTo(matcher.project(xml(other)));
    }

    @Test
    void whatIsIgnoredIsNotShown() {
        assertThat(Matchers.body()
                        .ignoring("/soap:Envelope/soap:Body/m:GetPrice/m:Item[1]")
                        .difference(xml(SOAP), xml(SOAP.replace("Apples", "A").replace("Pears", "P"))))
                .isEqualTo("/soap:Envelope/soap:Body/m:GetPrice/m:Item[2] recorded \"Pears\", sent \"P\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "//", "/a//b", "/a/", "/@a", "/a/@b/c", "/a/@b[1]", "/a[0]", "/a[x]", "/a/text()[1]x y"})
    void aPathThatIsNotValidIsRefused(String path) {
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> Matchers.body().ignoring(path))
                .withMessage("Not a path of XML: \"" + path + "\"; write /a/b, /a/b[2], /a/@name, //b or //@name");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    Pears | Plums | /soap:Envelope/soap:Body/m:GetPrice/m:Item[2] recorded "Pears", sent "Plums"
                    currency="EUR">Pears | currency="USD">Pears | /soap:Envelope/soap:Body/m:GetPrice/m:Item[2]/@currency recorded "EUR", sent "USD"
                    currency="EUR">Pears | >Pears | /soap:Envelope/soap:Body/m:GetPrice/m:Item[2]/@currency recorded "EUR", sent nothing
                    currency="EUR">Pears | currency="EUR" unit="kg">Pears | /soap:Envelope/soap:Body/m:GetPrice/m:Item[2]/@unit recorded nothing, sent "kg"
                    <soap:Header/> | <soap:Header><id>7</id></soap:Header> | /soap:Envelope/soap:Header/id recorded nothing, sent the element id
                    <soap:Header/> | ~~ | /soap:Envelope/soap:Header recorded the element soap:Header, sent the element soap:Body
                    <m:Item currency="EUR">Apples</m:Item> | ~~ | /soap:Envelope/soap:Body/m:GetPrice/m:Item[1] recorded "Apples", sent "Pears"
                    Apples | <b>Apples</b> | /soap:Envelope/soap:Body/m:GetPrice/m:Item[1]/text() recorded "Apples", sent the element b
                    urn:prices | urn:costs | /soap:Envelope/soap:Body/m:GetPrice recorded the element m:GetPrice, sent the element m:GetPrice
                    <soap:Header/> | <soap:Header><?go on?></soap:Header> | /soap:Envelope/soap:Header/processing-instruction() recorded nothing, sent a processing instruction
                    """)
    void theFirstDifferenceIsShownAsXPath(String from, String to, String difference) {
        assertThat(Matchers.body()
                        .difference(xml(SOAP), xml(SOAP.replaceFirst(java.util.regex.Pattern.quote(from), to))))
                .isEqualTo(difference);
    }

    @Test
    void theDifferenceOfBrokenXmlIsShownByBytes() {
        assertThat(Matchers.body().difference(xml("<a>1</a>"), xml("<a>1<a>")))
                .isEqualTo("at byte 5 recorded \"/a>\", sent \"a>\"");
    }

    private static boolean matches(HttpRequest one, HttpRequest other) {
        return Matchers.body().project(one).equals(Matchers.body().project(other));
    }

    private static HttpRequest xml(String body) {
        return typed("text/xml", body).withHeaders(Headers.of("Content-Type", "text/xml"));
    }
}
