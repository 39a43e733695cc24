package io.portcullis.provider.feed;

import java.io.IOException;
import org.infinispan.protostream.FileDescriptorSource;
import org.infinispan.protostream.ProtobufTagMarshaller;
import org.infinispan.protostream.SerializationContext;
import org.infinispan.protostream.SerializationContextInitializer;

/** Tells Infinispan how to carry a {@link FeedMessage} between nodes; found through {@code META-INF/services}. */
public final class FeedMessageSchema implements SerializationContextInitializer {

    private static final String FILE = "portcullis-change-feed.proto";
    private static final String PACKAGE = "portcullis";
    private static final String MESSAGE = "FeedMessage";
    private static final int TEXT = 1;
    /** Field 1, length-delimited (Protocol Buffers encoding). */
    private static final int TEXT_TAG = TEXT << 3 | 2;

    @Override
    public void registerSchema(SerializationContext context) {
        context.registerProtoFiles(FileDescriptorSource.fromString(FILE,
                "syntax = \"proto2\"; package " + PACKAGE + "; message " + MESSAGE + " { optional string text = " + TEXT
                        + "; }"));
    }

    @Override
    public void registerMarshallers(SerializationContext context) {
        context.registerMarshaller(new Marshaller());
    }

    private static final class Marshaller implements ProtobufTagMarshaller<FeedMessage> {

        @Override
        public Class<FeedMessage> getJavaClass() {
            return FeedMessage.class;
        }

        @Override
        public String getTypeName() {
            return PACKAGE + '.' + MESSAGE;
        }

        @Override
        public FeedMessage read(ReadContext context) throws IOException {
            String text = "";
            int tag = context.getReader().readTag();
            while (tag != 0) {
                if (tag == TEXT_TAG) {
                    text = context.getReader().readString();
                } else {
                    context.getReader().skipField(tag);
                }
                tag = context.getReader().readTag();
            }
            return new FeedMessage(text);
        }

        @Override
        public void write(WriteContext context, FeedMessage message) throws IOException {
            context.getWriter().writeString(TEXT, message.text());
        }
    }
}
