package com.acme.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ClockTest {

    @Test
    void optsOutByTheListInTheProperties() throws IOException {
        assertEquals("/time", Shop.get("/time"));
    }
}
