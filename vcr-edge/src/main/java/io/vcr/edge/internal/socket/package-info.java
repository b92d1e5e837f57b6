/**
 * Owns the WebSockets of clients, and how frames reach them. Who ends a socket first decides what the other side gets:
 *
 * <table>
 * <caption>Ends of a recorded socket</caption>
 * <tr><th>first</th><th>the other side gets</th><th>the recording</th></tr>
 * <tr><td>the client closes</td><td>the API its code, or 1000 if a client must not send that; the client the answer of the
 * API</td><td>ends with the answer</td></tr>
 * <tr><td>the API closes</td><td>the client code and reason</td><td>ends</td></tr>
 * <tr><td>the API is lost</td><td>the client no closing frame, behind what came before</td><td>dropped, unless errors are recorded</td></tr>
 * <tr><td>the client is lost</td><td>the API a cut connection</td><td>as far as it has come</td></tr>
 * <tr><td>the client sends too much, or what is not UTF-8</td><td>the client 1009 or 1007; the API a cut
 * connection</td><td>as far as it has come</td></tr>
 * <tr><td>a closing frame has no answer in time</td><td>both a cut connection</td><td>as far as it has come</td></tr>
 * </table>
 */
@NullMarked
package io.vcr.edge.internal.socket;

import org.jspecify.annotations.NullMarked;
