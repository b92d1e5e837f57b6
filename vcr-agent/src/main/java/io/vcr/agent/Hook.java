package io.vcr.agent;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Pattern LINE = Pattern.compile(
            "(?<optional>\\? )?(?<type>[\\w.$]+) (?<method>[\\w$]+|<init>)(?<descriptor>\\(\\S*\\)\\S+)"
                    + " (?:(?<where>receiver|arguments|result|end)|argument (?<argument>[1-9])) (?<attachment>[\\w.$#-]+)");

    /** When an object is handed over, and which. */
    enum Where {
        /** At entry the receiver. */
        RECEIVER,
        /** At entry an argument, which the result of the attachment replaces. */
        ARGUMENT,
        /** At entry all arguments, in an array. */
        ARGUMENTS,
        /** Before each return the result, which the result of the attachment replaces. */
        RESULT,
        /** Before each return the receiver. */
        END
    }

    /** Parses a line such as {@code com.acme.Client build()Lcom/acme/Client; result com.acme.vcr.Attachment#client}. */
    static Hook parse(String line) {
        Matcher fields = LINE.matcher(line);
        if (!fields.matches()) {
            throw new IllegalArgumentException(
                    "Not a hook (class, method with descriptor, where, attachment): " + line);
        }
        String argument = fields.group("argument");
        String where = argument != null ? "argument" : fields.group("where");
        return new Hook(
                fields.group("type").replace('.', '/'),
                fields.group("method"),
                fields.group("descriptor"),
                Where.valueOf(where.toUpperCase(Locale.ROOT)),
                argument == null ? 0 : Integer.parseInt(argument),
                fields.group("attachment"),
                fields.group("optional") != null);
    }

    boolean isFor(String name, String signature) {
        return method.equals(name) && descriptor.equals(signature);
    }
}
