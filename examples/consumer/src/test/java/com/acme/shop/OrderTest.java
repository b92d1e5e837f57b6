package com.acme.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class OrderTest {

    @Test
    void orders() throws IOException {
        twice("/orders");
    }

    @Test
    void cancels() throws IOException {
        twice("/cancellations");
    }

    @Test
    void pays() throws IOException {
        twice("/payments");
    }

    @Test
    void returns() throws IOException {
        twice("/returns");
    }

    private static void twice(String path) throws IOException {
        assertEquals(path + "/1", Shop.get(path + "/1"));
        assertEquals(path + "/2", Shop.get(path + "/2"));
    }
}
