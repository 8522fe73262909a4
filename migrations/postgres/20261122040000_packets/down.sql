DROP TABLE packet_letters;
DROP TABLE packets;
