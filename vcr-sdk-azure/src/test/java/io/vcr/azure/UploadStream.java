package io.vcr.azure;

import io.vcr.testkit.Upload;
import java.io.IOException;
import java.io.InputStream;

/** The content of an upload, opened at the first read. */
final class UploadStream extends InputStream {

    private final Upload upload;
    private InputStream opened;

    UploadStream(Upload upload) {
        this.upload = upload;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (opened == null) {
            opened = upload.open();
        }
        return opened.read(bytes, offset, length);
    }
}
