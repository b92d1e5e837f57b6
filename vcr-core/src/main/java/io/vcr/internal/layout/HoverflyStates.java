package io.vcr.internal.layout;

import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The states that pairs require. A stateful capture numbers equal requests; that is their order. Others are refused. */
final class HoverflyStates {

    private static final String SEQUENCE = "sequence:";

    private final Fields fields;
    private final Map<String, Long> sequences = new HashMap<>();

    HoverflyStates(Fields fields) {
        this.fields = fields;
    }

    /** To be called for each pair, in the order of the file. */
    void check(Node.Mapping request) throws CassetteFormatException {
        Optional<Node> states = request.get("requiresState").filter(node -> !Fields.isNull(node));
        if (states.isEmpty()) {
            return;
        }
        for (Node.Entry state : fields.mapping(states.get(), "requiresState").entries()) {
            if (!state.key().startsWith(SEQUENCE)) {
                throw fields.error(request, "a request that is answered by the state of the simulation");
            }
            long number = fields.number(state.value(), state.key());
            Long before = sequences.put(state.key(), number);
            if (before != null && before >= number) {
                throw fields.error(request, "a sequence of requests that is not in its order");
            }
        }
    }
}
