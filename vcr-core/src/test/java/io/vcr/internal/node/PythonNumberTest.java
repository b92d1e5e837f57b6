package io.vcr.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vcr.codec.Samples;
import io.vcr.spi.CassetteFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What PyYAML 6.0.3 and json.dumps of Python 3.11 make of plain scalars. */
class PythonNumberTest {

    @ParameterizedTest
    @CsvSource({
        "-1.0e-05, -1e-05",
        "1.0e+16, 1e+16",
        "1.0e+15, 1000000000000000.0",
        "100000000000000000000.0, 1e+20",
        "123456789012345678.0, 1.2345678901234568e+17",
        "1.0, 1.0",
        "1.50, 1.5",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "1.0e-7, 1e-07",
        "1.0E+5, 100000.0",
        "1., 1.0",
        "-1., -1.0",
        ".5, 0.5",
        "+1.5, 1.5",
        "-0.0, -0.0",
        "0., 0.0",
        "1_000.5, 1000.5",
        "190:20:30.15, 685230.15",
        "4.9e-324, 5e-324",
        "2.2250738585072014e-308, 2.2250738585072014e-308",
        "1.7976931348623157e+308, 1.7976931348623157e+308",
        "1.0e+400, Infinity",
        "5.6843418860808015e-14, 5.684341886080802e-14",
        "9007199254740993.0, 9007199254740992.0",
        "2.0e+23, 2e+23",
        "8.41e+21, 8.41e+21",
        "2.0e-3, 0.002",
        "0.30000000000000004, 0.30000000000000004",
        ".inf, Infinity",
        "+.INF, Infinity",
        "-.Inf, -Infinity",
        ".NaN, NaN",
        "0, 0",
        "-0, 0",
        "+5, 5",
        "-1, -1",
        "00, 0",
        "010, 8",
        "1_000, 1000",
        "0x1F, 31",
        "-0x1f, -31",
        "0b101, 5",
        "1:30, 90",
        "-1:30, -90",
        "1_2:30:40, 45040",
        "123456789012345678901234567890, 123456789012345678901234567890"
    })
    void numbersAreWrittenAsPythonWritesThem(String scalar, String json) {
        assertThat(PythonNumber.json(scalar)).contains(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e5",
                "1e+5",
                "1.5e5",
                "12e03",
                "-.5",
                "08",
                "0o10",
                "1.2.3",
                "0x_",
                "0b_",
                "0x",
                "+",
                "-",
                ".",
                "_1",
                "2024-01-01",
                "1:60",
                "-.nan",
                "inf",
                "NaN",
                "1,000",
                "0b2",
                "1 "
            })
    void whatIsNoNumberForPythonIsNone(String scalar) {
        assertThat(PythonNumber.json(scalar)).isEmpty();
    }

    @Test
    void theNumbersOfAParsedBodyAreWrittenSo() throws CassetteFormatException {
        String body = "{a: -1.0e-05, b: [1.0e+16, .nan], c: 1e5, d: '1.0e-05'}";

        assertThat(Samples.read(Samples.yaml(
                                "{method: POST, uri: 'https://h/', parsed_body: " + body + "}",
                                "{status: {code: 200}}"))
                        .get(0)
                        .request()
                        .body()
                        .text())
                .contains("{\"a\": -1e-05, \"b\": [1e+16, NaN], \"c\": \"1e5\", \"d\": \"1.0e-05\"}");
    }

    @Test
    void aJsonCassetteHasNumbersInMoreForms() throws CassetteFormatException {
        String cassette = """
                {"version": 1, "interactions": [{"request": {"method": "POST", "uri": "https://h/",
                  "parsed_body": {"a": 1e5, "b": 1.5E-7, "c": 1E16, "d": 100, "e": -2.50}},
                  "response": {"status": {"code": 200}}}]}""";

        assertThat(Samples.read(cassette).get(0).request().body().text())
                .contains("{\"a\": 100000.0, \"b\": 1.5e-07, \"c\": 1e+16, \"d\": 100, \"e\": -2.5}");
    }

    @Test
    void everyDoubleIsWrittenAsPythonWritesIt(@TempDir Path directory) throws Exception {
        assumeTrue(hasPython(), "there is no python3");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> scalars = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            double number = switch (i % 4) {
                case 0 -> Double.longBitsToDouble(random.nextLong());
                case 1 -> random.nextInt(2_000_000) / 1000.0;
                case 2 -> Math.pow(2, random.nextInt(2098) - 1074);
                default -> random.nextInt(1000) * Math.pow(10, random.nextInt(60) - 30);
            };
            if (Double.isFinite(number)) {
                scalars.add(String.format(Locale.ROOT, "%.25e", number));
            }
        }
        Path input = Files.write(directory.resolve("numbers"), scalars);
        Process python = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import sys, json\nfor line in open(sys.argv[1]): print(json.dumps(float(line)))",
                        input.toString())
                .redirectErrorStream(true)
                .start();
        List<String> expected = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();

        assertThat(expected).as("what python3 printed").hasSameSizeAs(scalars);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < scalars.size(); i++) {
            String ours = PythonNumber.json(scalars.get(i)).orElse("none");
            if (!ours.equals(expected.get(i))) {
                wrong.add(scalars.get(i) + ": " + ours + ", in Python " + expected.get(i));
            }
        }
        assertThat(wrong).as("seed %d", seed).isEmpty();
    }

    @Test
    void aLongScalarOfMinutesNeedsNoDeepStack() {
        String minutes = "1" + ":00".repeat(100_000);

        assertThat(PythonNumber.json(minutes)).isEmpty();
        assertThat(PythonNumber.json(minutes + "x")).isEmpty();
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
