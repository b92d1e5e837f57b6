package com.acme.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StockTest {

    @ParameterizedTest
    @ValueSource(strings = {"/pens", "/paper"})
    void counts(String article) throws IOException {
        assertEquals(article, Shop.get(article));
        assertEquals(article, Shop.get(article));
    }

    @RepeatedTest(2)
    void counts() throws IOException {
        assertEquals("/all", Shop.get("/all"));
        assertEquals("/all", Shop.get("/all"));
    }
}
