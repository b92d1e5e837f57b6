package io.vcr.agent;

/**
 * A place in a class where an object is handed to an attachment. Immutable.
 *
 * @param type the internal name of the class, such as {@code okhttp3/OkHttpClient}
 * @param method the name of the method, {@code <init>} for a constructor
 * @param descriptor the descriptor of the method
 * @param where when and what
 * @param argument the number of the parameter from 1 for {@link Where#ARGUMENT}, otherwise 0
 * @param attachment a static method that takes and returns an Object, such as {@code io.vcr.okhttp.Attachment#client}; or
 *     the name under which a program puts an attachment into the {@link Bridge}
 * @param isOptional whether some versions of the class have no such method
 */
record Hook(
        String type,
        String method,
        String descriptor,
        Where where,
        int argument,
        String attachment,
        boolean isOptional) {

    /** When an object is handed over, and which. */
    enum Where {
        /** At entry the receiver. */
        RECEIVER,
        /** At entry an argument, which the result of the attachment replaces. */
        ARGUMENT,
        /** At entry all arguments, in an array. */
        ARGUMENTS,
        /**
         * At entry the receiver and all arguments, in an array. If the attachment returns what the method returns, the method
         * returns that at once.
         */
        INSTEAD,
        /** Before each return the result, which the result of the attachment replaces. */
        RESULT,
        /** Before each return the receiver. */
        END
    }

    /**
     * Parses a line such as {@code com.acme.Client build()Lcom/acme/Client; result com.acme.vcr.Attachment#client}. By hand,
     * because an expression would take longer than the rest of the start.
     */
    static Hook parse(String line) {
        boolean isOptional = line.startsWith("? ");
        String[] words = (isOptional ? line.substring(2) : line).split(" ", -1);
        int parenthesis = words.length < 4 ? -1 : words[1].indexOf('(');
        int argument = words.length == 5 && words[2].equals("argument") ? argument(words[3]) : 0;
        if (parenthesis < 1 || words.length != (argument == 0 ? 4 : 5)) {
            throw invalid(line);
        }
        Where where = switch (words[2]) {
            case "receiver" -> Where.RECEIVER;
            case "argument" -> Where.ARGUMENT;
            case "arguments" -> Where.ARGUMENTS;
            case "instead" -> Where.INSTEAD;
            case "result" -> Where.RESULT;
            case "end" -> Where.END;
            default -> throw invalid(line);
        };
        return new Hook(
                words[0].replace('.', '/'),
                words[1].substring(0, parenthesis),
                words[1].substring(parenthesis),
                where,
                argument,
                words[words.length - 1],
                isOptional);
    }

    private static int argument(String number) {
        return number.length() == 1 && Character.isDigit(number.charAt(0)) ? number.charAt(0) - '0' : 0;
    }

    private static IllegalArgumentException invalid(String line) {
        return new IllegalArgumentException("Not a hook (class, method with descriptor, where, attachment): " + line);
    }

    boolean isFor(String name, String signature) {
        return method.equals(name) && descriptor.equals(signature);
    }
}
