package com.acme.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MockTest {

    @Test
    void callsAServerOfItsOwn() throws IOException {
        assertEquals("/mock", Shop.get("http://localhost:" + Shop.PROVIDER.getPort(), "/mock"));
    }
}
