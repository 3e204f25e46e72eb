"""Several handles are kept in a list, each video capture is one of them."""

import cv2

cameras = [cv2.VideoCapture(place) for place in range(2)]
print(cameras)  #? cameras is container of open handle
for camera in cameras:
    print(camera)  #? camera is open handle
    camera.release()
